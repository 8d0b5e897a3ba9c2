package io.migrate.webhook.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyFiles;
import io.migrate.webhook.store.Store;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Where the policies come from that decisions are made by.
final class PolicySource {
    @Option(
            names = "--policies",
            paramLabel = "DIR",
            description =
                    "folder of MigrationPolicy and ClusterMigrationPolicy files (*.yaml) to use"
                            + " instead of the cluster's; outside of a cluster and without it no"
                            + " namespace has a policy")
    private Path folder;

    @Mixin private BuiltInOptions builtIn;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /// Where decisions look.
    ///
    /// @param snapshots what is known at the moment it is asked; empty until all is known
    /// @param isWatching whether that follows the cluster
    record Served(Supplier<Optional<ClusterSnapshot>> snapshots, BooleanSupplier isWatching) {}

    /// In a cluster it is kept current until the process ends.
    Served open(Optional<KubernetesClient> client) throws IOException {
        if (folder == null && client.isPresent()) {
            var store = Store.start(client.get(), builtIn.layer());
            return new Served(store::snapshot, store::isWatching);
        }
        var snapshot = Optional.of(ClusterSnapshot.of(files().policies(builtIn.layer())));
        return new Served(() -> snapshot, () -> true);
    }

    private PolicyFiles files() throws IOException {
        var files = new PolicyFiles(Policies.DEFAULT);
        if (folder == null) {
            return files;
        }
        if (!Files.isDirectory(folder)) {
            throw wrong(" is not a folder");
        }
        PolicyFiles.Added added = files.add(folder);
        if (!added.problems().isEmpty()) {
            throw wrong(
                    added.problems().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining("\n", ":\n", "")));
        }
        return files;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), "--policies " + folder + what);
    }
}
