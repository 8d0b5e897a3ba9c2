package io.migrate.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.nodes.ImageVolumeSupport;
import io.migrate.webhook.nodes.NodeVersions;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyFiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The cases of the injection engine that end in an injected Pod.
record CaseFolders(Path folder) {
    private static final String IMAGE = "ghcr.io/migrate-io/migrator:1.2.3";

    static List<CaseFolders> injected() throws IOException {
        try (var folders =
                Files.list(ProjectRoot.root().resolve("webhook/src/test/resources/cases"))) {
            return folders.sorted().map(CaseFolders::new).filter(CaseFolders::isInjected).toList();
        }
    }

    /// Excludes cases that wait for another injector.
    private boolean isInjected() {
        return text("expected.yaml").contains("migrate.io/status")
                && !text("warnings.txt").contains("(yet)");
    }

    private String text(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ObjectNode original() throws IOException {
        return Yaml.read(folder.resolve("pod.yaml"));
    }

    ObjectNode injectedPod() throws IOException {
        return Yaml.read(folder.resolve("expected.yaml"));
    }

    Policies policies() throws IOException {
        var files = new PolicyFiles(Policies.DEFAULT);
        files.add(folder);
        Policies policies = files.policies(Layer.builtIn(IMAGE));
        List<String> nodes = text("nodes.txt").lines().toList();
        return nodes.isEmpty() ? policies : policies.on(support(nodes));
    }

    /// What Nodes of these versions support.
    ///
    /// @param versions the API server's, then those of a Node in each line: `NAME KUBELET RUNTIME`
    private static ImageVolumeSupport support(List<String> versions) {
        return ImageVolumeSupport.of(
                versions.getFirst(),
                versions.stream()
                        .skip(1)
                        .map(line -> line.split(" ", 3))
                        .map(words -> new NodeVersions(words[0], "linux", words[1], words[2]))
                        .toList());
    }

    @Override
    public String toString() {
        return String.valueOf(folder.getFileName());
    }
}
