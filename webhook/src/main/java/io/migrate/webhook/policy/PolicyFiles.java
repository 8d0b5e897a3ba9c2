package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.yaml.YamlReader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads policies from YAML files, for the command line and for use without a cluster.
public final class PolicyFiles {
    private final String namespace;
    private final List<MigrationPolicy> policies = new ArrayList<>();
    private Optional<ClusterMigrationPolicy> cluster = Optional.empty();

    /// Starts without policies.
    ///
    /// @param namespace of policies that do not name one
    public PolicyFiles(String namespace) {
        this.namespace = namespace;
    }

    /// The result of adding a path.
    ///
    /// @param policies the number of policies in it
    /// @param problems with the file name before each field; empty if there are none
    public record Added(int policies, List<Problem> problems) {
        /// Copies the collections.
        public Added {
            problems = List.copyOf(problems);
        }
    }

    /// Reads a file, or every `*.yaml` and `*.yml` file in a folder but not in its subfolders.
    /// Objects of other API groups are ignored, so that the path can be a folder of manifests.
    ///
    /// @throws IOException if the folder or a file cannot be read
    public Added add(Path path) throws IOException {
        return add(PolicyFile.in(path));
    }

    /// Reads files. Objects of other API groups are ignored.
    public Added add(List<PolicyFile> files) {
        int before = size();
        var problems = new ArrayList<Problem>();
        for (PolicyFile file : files) {
            problems.addAll(add(file));
        }
        return new Added(size() - before, problems);
    }

    private List<Problem> add(PolicyFile file) {
        try {
            return switch (YamlReader.read(file.bytes())) {
                case YamlReader.Result.Broken(var line, var what) ->
                        List.of(new Problem(file.name(), "line %d: %s".formatted(line, what)));
                case YamlReader.Result.Read(var documents) ->
                        documents.stream()
                                .filter(PolicyFiles::isMigrateObject)
                                .flatMap(each -> add(each).stream())
                                .map(each -> within(file.name(), each))
                                .toList();
            };
        } catch (IOException e) { // such as bytes that are not UTF-8
            return List.of(new Problem(file.name(), "cannot be read: " + e.getMessage()));
        }
    }

    /// Returns the policies that were added.
    ///
    /// @param builtIn the defaults
    public Policies policies(Layer builtIn) {
        return Policies.of(builtIn, cluster, policies);
    }

    private int size() {
        return policies.size() + (int) cluster.stream().count();
    }

    private static boolean isMigrateObject(JsonNode object) {
        return object.path("apiVersion").asText().startsWith(Fields.PREFIX);
    }

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
                        "policy \"%s\" in namespace %s"
                                .formatted(policy.name(), policy.namespace()))
                : List.of();
    }

    private List<Problem> add(ClusterMigrationPolicy policy) {
        boolean known = cluster.isPresent();
        cluster = Optional.of(policy);
        return known ? twice("the ClusterMigrationPolicy") : List.of();
    }

    private static List<Problem> twice(String what) {
        return List.of(new Problem("metadata.name", what + " is defined more than once"));
    }

    private static Problem within(String file, Problem problem) {
        return new Problem(file + " " + problem.field(), problem.sentence());
    }
}
