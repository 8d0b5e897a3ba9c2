package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.yaml.YamlReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Policies from YAML files: for a laptop, a demonstration, the command line.
public final class PolicyFiles {
    private PolicyFiles() {}

    /// All policies, or all that is wrong with their files.
    ///
    /// @param policies those that were read, sorted by file
    /// @param problems each field prefixed with its file's name; empty if all is well
    public record Result(List<MigrationPolicy> policies, List<Problem> problems) {
        public Result {
            policies = List.copyOf(policies);
            problems = List.copyOf(problems);
        }
    }

    /// Reads a folder's policies, those without a namespace for the namespace `default`.
    ///
    /// @throws IOException if the folder or a file cannot be read
    public static Result read(Path folder) throws IOException {
        return read(folder, "default");
    }

    /// Reads a file, or every `*.yaml` and `*.yml` of a folder but not of its subfolders; objects
    /// of other API groups are passed over, so that a folder of manifests may be named.
    ///
    /// @param namespace of the policies that name none
    /// @throws IOException if the folder or a file cannot be read
    public static Result read(Path path, String namespace) throws IOException {
        var policies = new ArrayList<MigrationPolicy>();
        var problems = new ArrayList<Problem>();
        for (Path file : files(path)) {
            readFile(file, namespace, policies, problems);
        }
        return new Result(policies, problems);
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (var entries = Files.list(path)) {
            return entries.filter(PolicyFiles::isYaml).sorted().toList();
        }
    }

    private static void readFile(
            Path file, String namespace, List<MigrationPolicy> policies, List<Problem> problems)
            throws IOException {
        String name = String.valueOf(file.getFileName());
        switch (YamlReader.read(Files.readAllBytes(file))) {
            case YamlReader.Result.Broken(var line, var what) ->
                    problems.add(new Problem(name, "line %d: %s".formatted(line, what)));
            case YamlReader.Result.Read(var documents) ->
                    documents.stream()
                            .filter(each ->
                                    each.path("apiVersion").asText().startsWith(Fields.PREFIX))
                            .forEach(each -> readPolicy(name, each, namespace, policies, problems));
        }
    }

    private static void readPolicy(
            String file,
            JsonNode object,
            String namespace,
            List<MigrationPolicy> policies,
            List<Problem> problems) {
        switch (PolicyReader.read(object, namespace)) {
            case PolicyReader.Result.Read(var policy) -> add(file, policy, policies, problems);
            case PolicyReader.Result.Broken(var broken) ->
                    broken.forEach(each ->
                            problems.add(new Problem(file + " " + each.field(), each.sentence())));
        }
    }

    private static void add(
            String file,
            MigrationPolicy policy,
            List<MigrationPolicy> policies,
            List<Problem> problems) {
        boolean known =
                policies.stream()
                        .anyMatch(each ->
                                each.namespace().equals(policy.namespace())
                                        && each.name().equals(policy.name()));
        if (known) {
            problems.add(
                    new Problem(
                            file + " metadata.name",
                            "policy \"%s\" of namespace %s is there twice"
                                    .formatted(policy.name(), policy.namespace())));
        }
        policies.add(policy);
    }

    private static boolean isYaml(Path file) {
        String name = file.toString();
        return Files.isRegularFile(file) && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }
}
