package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.yaml.YamlReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Policies from YAML files: for a laptop, a demonstration, the command line.
public final class PolicyFiles {
    private final String namespace;
    private final List<MigrationPolicy> policies = new ArrayList<>();
    private Optional<ClusterMigrationPolicy> cluster = Optional.empty();

    /// None yet.
    ///
    /// @param namespace of the policies that name none
    public PolicyFiles(String namespace) {
        this.namespace = namespace;
    }

    /// What a path added.
    ///
    /// @param policies how many there are in it
    /// @param problems each field prefixed with its file's name; empty if all is well
    public record Added(int policies, List<Problem> problems) {
        /// Copies what may change.
        public Added {
            problems = List.copyOf(problems);
        }
    }

    /// Reads a file, or every `*.yaml` and `*.yml` of a folder but not of its subfolders; objects
    /// of other API groups are passed over, so that a folder of manifests may be named.
    ///
    /// @throws IOException if the folder or a file cannot be read
    public Added add(Path path) throws IOException {
        int before = size();
        var problems = new ArrayList<Problem>();
        for (Path file : files(path)) {
            String name = String.valueOf(file.getFileName());
            switch (YamlReader.read(Files.readAllBytes(file))) {
                case YamlReader.Result.Broken(var line, var what) ->
                        problems.add(new Problem(name, "line %d: %s".formatted(line, what)));
                case YamlReader.Result.Read(var documents) ->
                        documents.stream()
                                .filter(PolicyFiles::isMigrateObject)
                                .flatMap(each -> add(each).stream())
                                .forEach(each -> problems.add(within(name, each)));
            }
        }
        return new Added(size() - before, problems);
    }

    /// All that were added.
    ///
    /// @param builtIn what holds where no policy says otherwise
    public Policies policies(Layer builtIn) {
        return Policies.of(builtIn, cluster, policies);
    }

    private int size() {
        return policies.size() + (int) cluster.stream().count();
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (var entries = Files.list(path)) {
            return entries.filter(PolicyFiles::isYaml).sorted().toList();
        }
    }

    private static boolean isMigrateObject(JsonNode object) {
        return object.path("apiVersion").asText().startsWith(Fields.PREFIX);
    }

    /// What is wrong with this object.
    private List<Problem> add(JsonNode object) {
        return switch (PolicyReader.read(object, namespace)) {
            case PolicyReader.Result.Read(var policy) -> add(policy);
            case PolicyReader.Result.ReadCluster(var policy) -> add(policy);
            case PolicyReader.Result.Broken(var problems) -> problems;
        };
    }

    private List<Problem> add(MigrationPolicy policy) {
        boolean known =
                policies.stream()
                        .anyMatch(each ->
                                each.namespace().equals(policy.namespace())
                                        && each.name().equals(policy.name()));
        policies.add(policy);
        return known
                ? twice(
                        "policy \"%s\" of namespace %s"
                                .formatted(policy.name(), policy.namespace()))
                : List.of();
    }

    private List<Problem> add(ClusterMigrationPolicy policy) {
        boolean known = cluster.isPresent();
        cluster = Optional.of(policy);
        return known ? twice("the cluster's policy") : List.of();
    }

    private static List<Problem> twice(String what) {
        return List.of(new Problem("metadata.name", what + " is there twice"));
    }

    private static Problem within(String file, Problem problem) {
        return new Problem(file + " " + problem.field(), problem.sentence());
    }

    private static boolean isYaml(Path file) {
        String name = file.toString();
        return Files.isRegularFile(file) && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }
}
