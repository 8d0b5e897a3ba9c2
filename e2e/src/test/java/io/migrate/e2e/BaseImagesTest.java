package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The base images of both Dockerfiles: each is a build argument, so that a release can pin it by
/// its digest.
class BaseImagesTest {
    private static final String WEBHOOK = "webhook/Dockerfile";
    private static final String MIGRATOR = "migrator-image/Dockerfile";
    private static final Pattern ARGUMENT =
            Pattern.compile("^ARG ([A-Z]+_IMAGE)=(\\S+)$", Pattern.MULTILINE);
    private static final Pattern FROM =
            Pattern.compile("^FROM (\\S+)(?: AS (\\S+))?$", Pattern.MULTILINE);
    private static final Pattern PINNED =
            Pattern.compile("[^\\s:@]+:[^\\s:@]*[0-9][^\\s:@]*|[^\\s@]+@sha256:[0-9a-f]{64}");

    private static String read(String file) throws IOException {
        return Files.readString(ProjectRoot.root().resolve(file));
    }

    private static Map<String, String> arguments(String dockerfile) throws IOException {
        var images = new TreeMap<String, String>();
        for (MatchResult each : ARGUMENT.matcher(read(dockerfile)).results().toList()) {
            images.put(each.group(1), each.group(2));
        }
        return images;
    }

    /// Returns the bases that are neither a build argument nor an earlier stage.
    private static List<String> fixed(String text) {
        var stages = new ArrayList<String>();
        var fixed = new ArrayList<String>();
        for (MatchResult each : FROM.matcher(text).results().toList()) {
            String image = each.group(1);
            if (!image.matches("\\$\\{[A-Z]+_IMAGE}") && !stages.contains(image)) {
                fixed.add(image);
            }
            stages.add(each.group(2));
        }
        return fixed;
    }

    @ParameterizedTest
    @ValueSource(strings = {WEBHOOK, MIGRATOR})
    void everyBaseCanBeReplaced(String dockerfile) throws IOException {
        String text = read(dockerfile);
        assertThat(fixed(text)).isEmpty();
        assertThat(fixed(text.replace("FROM ${BASE_IMAGE}", "FROM busybox:1.37.0")))
                .as("negative control")
                .containsExactly("busybox:1.37.0");
        assertThat(text).doesNotContainPattern("COPY --from=[^ ]*[/:.]");
        assertThat(arguments(dockerfile).values()).isNotEmpty().allMatch(PINNED.asMatchPredicate());
        for (String each : arguments(dockerfile).keySet()) {
            assertThat(read(".ci/image-bases")).contains("--build-arg \"" + each + "=");
        }
    }

    @Test
    void bothImagesHaveTheSameBases() throws IOException {
        Map<String, String> webhook = arguments(WEBHOOK);
        assertThat(arguments(MIGRATOR)).containsAllEntriesOf(webhook);
    }

    /// With a stand-in for skopeo, which knows one index.
    @Test
    void theDigestsOfARelease(@TempDir Path bin) throws IOException, InterruptedException {
        String index = "{\"manifests\": []}";
        Path skopeo = bin.resolve("skopeo");
        Files.writeString(
                skopeo,
                """
                #!/bin/sh
                [ "$1 $2" = "inspect --raw" ] || exit 2
                case $3 in docker://docker.io/library/*:*) printf '%%s' '%s' ;; *) exit 3 ;; esac
                """
                        .formatted(index));
        assertThat(skopeo.toFile().setExecutable(true)).isTrue();
        String base = arguments(MIGRATOR).get("BASE_IMAGE");
        assertThat(base).as("keeps its digest").contains("@sha256:");
        String digest = "@sha256:" + sha256(index);
        assertThat(digests(bin, MIGRATOR))
                .containsExactly(
                        "--build-arg JDK_IMAGE=" + arguments(MIGRATOR).get("JDK_IMAGE") + digest,
                        "--build-arg POSTGRES_IMAGE="
                                + arguments(MIGRATOR).get("POSTGRES_IMAGE")
                                + digest,
                        "--build-arg GO_IMAGE=" + arguments(MIGRATOR).get("GO_IMAGE") + digest,
                        "--build-arg BASE_IMAGE=" + base);

        Files.writeString(skopeo, "#!/bin/sh\nexit 1\n");
        assertThat(digests(bin, WEBHOOK))
                .containsExactly(
                        "image-digests: %s cannot be read from its registry"
                                .formatted(arguments(WEBHOOK).get("JDK_IMAGE")));
    }

    private static List<String> digests(Path bin, String dockerfile)
            throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(".ci/image-digests", dockerfile)
                        .directory(ProjectRoot.root().toFile())
                        .redirectErrorStream(true);
        builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        Process process = builder.start();
        List<String> lines = process.inputReader().lines().toList();
        process.waitFor();
        return lines;
    }

    static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
