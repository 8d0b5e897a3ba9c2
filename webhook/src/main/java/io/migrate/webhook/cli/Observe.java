package io.migrate.webhook.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.observer.Observer;
import io.migrate.webhook.store.Store;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `observe`: what became of the Pods.
@Command(
        name = "observe",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Tells in the status of each policy whether its newest version is in force, which"
                    + " values hold and who set them, and what became of the migrations of the"
                    + " Pods under it. Goes on until it is told to stop.",
            "",
            "It sees Pods, which serve does not: give it a ServiceAccount of its own. Several at"
                    + " once write the same."
        })
final class Observe implements Callable<Integer> {
    @Mixin private ClusterOptions cluster;
    @Mixin private BuiltInOptions builtIn;
    @Mixin private LogOptions log;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var logger = log.logger(Observe.class);
        KubernetesClient client =
                cluster.open()
                        .orElseThrow(() ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "There is no cluster to observe: name one with"
                                                + " --kubeconfig, or run this inside of one."));
        Store store = Store.start(client, builtIn.layer());
        Observer observer = Observer.start(client, store, Clock.systemUTC());
        var ended = new CountDownLatch(1);
        LogOptions.atEnd(() -> {
            observer.close();
            store.close();
            client.close();
            ended.countDown();
        });
        logger.info("observing");
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
