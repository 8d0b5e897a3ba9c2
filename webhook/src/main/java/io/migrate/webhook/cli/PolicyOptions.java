package io.migrate.webhook.cli;

import io.migrate.webhook.injection.Namespace;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyFiles;
import io.migrate.webhook.policy.Problem;

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
                    "file or folder (*.yaml) of MigrationPolicies, other objects in it are passed"
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

    @Option(
            names = "--migrator-image",
            paramLabel = "IMAGE",
            description =
                    "the migrator's image where no policy names one (default: that of this"
                            + " version)")
    private String migratorImage = Main.MIGRATOR_REPOSITORY + ":" + Main.version();

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
        var policies = new ArrayList<MigrationPolicy>();
        var problems = new ArrayList<String>();
        for (Path path : paths) {
            read(path, policies)
                    .forEach(each -> problems.add("--policy %s: %s".formatted(path, each)));
        }
        return problems.isEmpty()
                ? new Result.Read(Policies.of(Layer.builtIn(migratorImage), policies))
                : new Result.Broken(problems);
    }

    /// What is wrong with this file or folder.
    private List<String> read(Path path, List<MigrationPolicy> policies) {
        if (!Files.exists(path)) {
            return List.of("there is no such file");
        }
        try {
            PolicyFiles.Result result = PolicyFiles.read(path, namespace);
            policies.addAll(result.policies());
            if (!result.problems().isEmpty()) {
                return result.problems().stream().map(Problem::toString).toList();
            }
            // A folder may well hold none, but who names a file means it.
            return result.policies().isEmpty() && !Files.isDirectory(path)
                    ? List.of("there is no MigrationPolicy in it")
                    : List.of();
        } catch (IOException e) {
            return List.of(Input.reason(e));
        }
    }

    Namespace namespace(Subject subject) {
        return Namespace.named(subject.namespace(namespace));
    }
}
