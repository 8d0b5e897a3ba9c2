package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The README is short, and its installation is that of the manifests.
class ReadmeTest {
    private static final Pattern IMAGE = Pattern.compile("ghcr\\.io/migrate-io/\\S+:\\S+");
    private static final Pattern KUSTOMIZATION =
            Pattern.compile("```yaml\\n(resources: .*?)```", Pattern.DOTALL);

    private static String read(String file) throws IOException {
        return Files.readString(ProjectRoot.root().resolve(file));
    }

    private static List<String> images(String text) {
        return IMAGE.matcher(text).results().map(MatchResult::group).distinct().sorted().toList();
    }

    @Test
    void takesThreeMinutes() throws IOException {
        assertThat(read("README.md").lines()).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void buildsTheImagesThatTheManifestsName() throws IOException {
        assertThat(images(read("README.md")))
                .hasSize(2)
                .isEqualTo(images(read("manifests/install.yaml")));
    }

    @Test
    void itsKustomizationReplacesBothImages(@TempDir Path work)
            throws IOException, InterruptedException {
        Kubectl kubectl = Cluster.present(Kubectl.ofNoCluster(work), "kubectl");
        var block = KUSTOMIZATION.matcher(read("README.md"));
        assertThat(block.find()).isTrue();
        Path folder = Files.createDirectory(work.resolve("mine"));
        Path base = folder.toRealPath().relativize(ProjectRoot.root().resolve("manifests/base"));
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                block.group(1).replace("../manifests/base", base.toString()));
        assertThat(kubectl.ok("kustomize", folder.toString()))
                .contains("registry.example.com/migrate-io/webhook:dev")
                .contains("registry.example.com/migrate-io/migrator:dev")
                .doesNotContain("ghcr.io");
    }
}
