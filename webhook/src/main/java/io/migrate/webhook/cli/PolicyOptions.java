package io.migrate.webhook.cli;

import io.migrate.webhook.injection.Namespace;
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

/// The options that stand for what a cluster would know: its namespaces and their policies.
final class PolicyOptions {
    @Option(
            names = "--policy",
            paramLabel = "PATH",
            description =
                    "file or folder (*.yaml) of MigrationPolicies and the"
                            + " ClusterMigrationPolicy, other objects in it are passed"
                            + " over; may be given several times; without it no namespace has a"
                            + " policy")
    private List<Path> paths = List.of();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            defaultValue = "default",
            description =
                    "namespace of the objects and policies that name none (default:"
                            + " ${DEFAULT-VALUE})")
    private String namespace;

    @Mixin private BuiltInOptions builtIn;

    /// What came of reading.
    sealed interface Result {
        /// All policies.
        record Read(Policies policies) implements Result {}

        /// None, and why.
        ///
        /// @param problems one line each, of all policies
        record Broken(List<String> problems) implements Result {
            public Broken {
                problems = List.copyOf(problems);
            }
        }
    }

    Result read() {
        var files = new PolicyFiles(namespace);
        var problems = new ArrayList<String>();
        for (Path path : paths) {
            read(path, files)
                    .forEach(each -> problems.add("--policy %s: %s".formatted(path, each)));
        }
        return problems.isEmpty()
                ? new Result.Read(files.policies(builtIn.layer()))
                : new Result.Broken(problems);
    }

    /// What is wrong with this file or folder.
    private static List<String> read(Path path, PolicyFiles files) {
        if (!Files.exists(path)) {
            return List.of("there is no such file");
        }
        try {
            PolicyFiles.Added added = files.add(path);
            if (!added.problems().isEmpty()) {
                return added.problems().stream().map(Problem::toString).toList();
            }
            // A folder may well hold none, but who names a file means it.
            return added.policies() == 0 && !Files.isDirectory(path)
                    ? List.of("there is no MigrationPolicy in it")
                    : List.of();
        } catch (IOException e) {
            return List.of(ManifestInput.reason(e));
        }
    }

    Namespace namespace(LocatedObject found) {
        return Namespace.named(found.namespace(namespace));
    }
}
