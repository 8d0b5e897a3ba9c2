package io.migrate.webhook.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Policies from YAML files: for a laptop, a demonstration, the command line.
public final class PolicyFiles {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

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
        try (var objects = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            while (objects.hasNextValue()) {
                JsonNode object = objects.nextValue();
                if (!object.path("apiVersion").asText().startsWith(Fields.PREFIX)) {
                    continue;
                }
                switch (PolicyReader.read(object, namespace)) {
                    case PolicyReader.Result.Read(var policy) ->
                            add(name, policy, policies, problems);
                    case PolicyReader.Result.Broken(var broken) ->
                            broken.forEach(each ->
                                    problems.add(
                                            new Problem(
                                                    name + " " + each.field(), each.sentence())));
                }
            }
        } catch (JsonProcessingException e) {
            problems.add(
                    new Problem(
                            name,
                            "is not YAML: "
                                    + e.getOriginalMessage().lines().findFirst().orElse("")));
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
