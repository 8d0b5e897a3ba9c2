package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;

import io.migrate.webhook.nodes.ImageVolumeSupport;
import io.migrate.webhook.nodes.NodeVersions;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One folder of `src/test/resources/cases`: a Pod, policies beside it, and what must become of it.
///
/// `pod.yaml` is what is sent; other `*.yaml` are policies; `expected.yaml` the Pod that is let
/// through, `warnings.txt` the warnings, `refused.txt` the refusal. With `nodes.txt`, the Pod is
/// created in a cluster with these versions: the API server's in the first line, then a Node in
/// each, as `NAME KUBELET RUNTIME`.
public record Case(Path folder) {
    /// The migrator's image that every case is run with.
    public static final String IMAGE = "ghcr.io/migrate-io/migrator:1.2.3";

    /// The namespace that every case is run in.
    public static final String NAMESPACE = "shop";

    /// How expectations are written.
    public static final ObjectMapper YAML =
            new ObjectMapper(
                    new YAMLFactory()
                            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                            .disable(YAMLGenerator.Feature.SPLIT_LINES));

    /// All folders.
    public static List<Case> all() throws IOException {
        try (var folders = Files.list(Path.of("src/test/resources/cases"))) {
            return folders.filter(Files::isDirectory).sorted().map(Case::new).toList();
        }
    }

    ObjectNode pod() throws IOException {
        return (ObjectNode) YAML.readTree(folder.resolve("pod.yaml").toFile());
    }

    Policies policies() throws IOException {
        var files = new PolicyFiles(Policies.DEFAULT);
        var added = files.add(folder);
        if (!added.problems().isEmpty()) {
            throw new IOException(added.problems().toString());
        }
        Policies policies = files.policies(Layer.builtIn(IMAGE));
        return text("nodes.txt").map(each -> policies.on(support(each))).orElse(policies);
    }

    private static ImageVolumeSupport support(String nodes) {
        return ImageVolumeSupport.of(
                nodes.lines().findFirst().orElseThrow(),
                nodes.lines().skip(1).map(Case::versions).toList());
    }

    private static NodeVersions versions(String line) {
        String[] words = line.split(" ", 3);
        return new NodeVersions(words[0], "linux", words[1], words[2]);
    }

    /// Whether the case says nothing about Nodes, which the commands do not know.
    public boolean isOutsideACluster() {
        return !Files.exists(folder.resolve("nodes.txt"));
    }

    /// A file of the folder, if it is there.
    public Optional<String> text(String file) throws IOException {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Optional.of(Files.readString(path)) : Optional.empty();
    }

    /// Writes what came out, and takes away what no longer does.
    void refresh(String file, String text) throws IOException {
        if (text.isEmpty()) {
            Files.deleteIfExists(folder.resolve(file));
        } else {
            Files.writeString(folder.resolve(file), text);
        }
    }

    /// As an expectation is written.
    public static String yaml(JsonNode tree) throws IOException {
        return YAML.writeValueAsString(tree);
    }

    @Override
    public String toString() {
        return String.valueOf(folder.getFileName());
    }
}
