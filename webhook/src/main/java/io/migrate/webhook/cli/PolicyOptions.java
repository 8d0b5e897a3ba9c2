package io.migrate.webhook.cli;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.manifest.LocatedObject;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyFiles;
import io.migrate.webhook.settings.Problem;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The options for the namespace and its policies, which a cluster would provide.
final class PolicyOptions {
    @Option(
            names = "--policy",
            paramLabel = "PATH",
            description =
                    "file or directory (*.yaml) of MigrationPolicies and the"
                            + " ClusterMigrationPolicy; other objects in it are ignored; can be"
                            + " repeated; without it, no namespace has a policy")
    private List<Path> paths = List.of();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            defaultValue = "default",
            description =
                    "namespace of the objects and policies that specify none (default:"
                            + " ${DEFAULT-VALUE})")
    private String namespace;

    @Mixin private BuiltInOptions builtIn;

    /// All policies.
    ReadResult<Policies> read() {
        var files = new PolicyFiles(namespace);
        var problems = new ArrayList<String>();
        for (Path path : paths) {
            read(path, files)
                    .forEach(each -> problems.add("--policy %s: %s".formatted(path, each)));
        }
        return problems.isEmpty()
                ? new ReadResult.Valid<>(files.policies(builtIn.layer()))
                : new ReadResult.Invalid<>(problems);
    }

    /// The problems of a file or directory.
    private static List<String> read(Path path, PolicyFiles files) {
        if (!Files.exists(path)) {
            return List.of("no such file or directory");
        }
        try {
            PolicyFiles.Added added = files.add(path);
            if (!added.problems().isEmpty()) {
                return added.problems().stream().map(Problem::toString).toList();
            }
            // A directory may contain no policies; a file that is specified must contain one.
            return added.policies() == 0 && !Files.isDirectory(path)
                    ? List.of("contains no MigrationPolicy")
                    : List.of();
        } catch (IOException e) {
            return List.of(ManifestInput.reason(e));
        }
    }

    /// The namespace of an object.
    Namespace namespace(LocatedObject found) {
        return Namespace.named(found.namespace(namespace));
    }
}
