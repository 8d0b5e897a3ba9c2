package io.migrate.webhook.cli;

import io.migrate.webhook.admission.WebhookServer;
import io.migrate.webhook.injection.Snapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyFiles;
import io.migrate.webhook.serving.SelfSigned;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `serve`: the admission webhook.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        description = {
            "Answers AdmissionReviews over HTTPS until it is told to stop.",
            "",
            "The certificate is made at the start and signed by an authority of its own;"
                    + " --ca-file writes that authority for those who are to trust it."
        })
final class Serve implements Callable<Integer> {
    @Option(
            names = "--policies",
            paramLabel = "DIR",
            description =
                    "folder of MigrationPolicy and ClusterMigrationPolicy files (*.yaml); without"
                            + " it no namespace has a policy")
    private Path policies;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "10250",
            description = "port to listen on, 0 for a free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String host;

    @Option(
            names = "--dns-name",
            paramLabel = "NAME",
            defaultValue = "localhost,127.0.0.1",
            split = ",",
            description =
                    "names and addresses that the certificate is for (default: ${DEFAULT-VALUE})")
    private List<String> names;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "where to write the authority's certificate, as PEM")
    private Path caFile;

    @Option(
            names = "--migrator-image",
            paramLabel = "IMAGE",
            description =
                    "the migrator's image where no policy names one (default: that of this"
                            + " version)")
    private String migratorImage = Main.MIGRATOR_REPOSITORY + ":" + Main.version();

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "json or text (default: ${DEFAULT-VALUE})")
    private String logFormat;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        check(port >= 0 && port <= 65535, "--port " + port + " is not between 0 and 65535");
        check(
                logFormat.equals("json") || logFormat.equals("text"),
                "--log-format " + logFormat + " is not json or text");
        // Read by logback.xml when the first logger is made, which is below.
        System.setProperty("migrate.log", logFormat);
        Logger log = LoggerFactory.getLogger(Serve.class);

        Snapshot snapshot = Snapshot.of(readPolicies().policies(Layer.builtIn(migratorImage)));
        SelfSigned identity = identity();
        if (caFile != null) {
            Files.writeString(caFile, identity.authority());
        }
        var settings = new WebhookServer.Settings(host, port, identity.chain(), identity.key());
        Vertx vertx = Vertx.vertx();
        Future<Integer> listening =
                new WebhookServer(settings, () -> Optional.of(snapshot)).start(vertx);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> vertx.close().await()));
        try {
            log.atInfo()
                    .addKeyValue("port", listening.await())
                    .addKeyValue("certificateNotAfter", identity.notAfter())
                    .log("listening");
            return 0;
        } catch (Exception e) { // await() throws what the server failed with, checked or not
            System.err.printf(
                    "migrate-webhook: cannot listen on %s port %d: %s%n",
                    host, port, e.getMessage());
            vertx.close().await();
            return 1;
        }
    }

    private PolicyFiles readPolicies() throws IOException {
        var files = new PolicyFiles(Policies.DEFAULT);
        if (policies == null) {
            return files;
        }
        check(Files.isDirectory(policies), "--policies " + policies + " is not a folder");
        PolicyFiles.Added added = files.add(policies);
        check(
                added.problems().isEmpty(),
                "--policies "
                        + policies
                        + ":\n"
                        + String.join(
                                "\n", added.problems().stream().map(Object::toString).toList()));
        return files;
    }

    private SelfSigned identity() {
        try {
            return SelfSigned.create(names, Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--dns-name: " + e.getMessage(), e);
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
