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

/// The options for the policies that `serve` decides by.
final class PolicySource {
    @Option(
            names = "--policies",
            paramLabel = "DIR",
            description =
                    "directory of MigrationPolicy and ClusterMigrationPolicy files (*.yaml) to use"
                            + " instead of the policies in the cluster; changes take effect after"
                            + " about 2 seconds; while the files cannot be read, the previous"
                            + " policies stay in force; outside a cluster and without this option,"
                            + " no namespace has a policy")
    private Path directory;

    @Mixin private BuiltInOptions builtIn;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /// The policies.
    ///
    /// @param snapshots the current policies; empty until all are loaded
    /// @param isWatching whether they follow the cluster or the directory
    record Served(Supplier<Optional<ClusterSnapshot>> snapshots, BooleanSupplier isWatching) {}

    /// Loads the policies, and keeps them up to date until the process ends.
    Served open(Optional<KubernetesClient> client) throws IOException {
        if (directory != null) {
            PolicyFolder folder = folder();
            folder.watch();
            return new Served(() -> Optional.of(folder.snapshot()), folder::isCurrent);
        }
        if (client.isPresent()) {
            var store = Store.startWithNodes(client.get(), builtIn.layer());
            return new Served(store::snapshot, store::isWatching);
        }
        var none = ClusterSnapshot.of(new PolicyFiles(Policies.DEFAULT).policies(builtIn.layer()));
        return new Served(() -> Optional.of(none), () -> true);
    }

    private PolicyFolder folder() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw invalid(" is not a directory");
        }
        return switch (PolicyFolder.open(directory, builtIn.layer())) {
            case PolicyFolder.Opened.Valid(var folder) -> folder;
            case PolicyFolder.Opened.Invalid(var problems) ->
                    throw invalid(
                            problems.stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining("\n", ":\n", "")));
        };
    }

    private ParameterException invalid(String problem) {
        return new ParameterException(spec.commandLine(), "--policies " + directory + problem);
    }
}
