package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `./release`, in a repository of its own with a stand-in for Maven and images of two
/// architectures: what it refuses, and what it writes, twice the same.
class ReleaseTest {
    @TempDir private Path work;
    private ReleaseRepository repository;

    @BeforeEach
    void createsTheRepository() throws IOException, InterruptedException {
        skipWithout("git", "jq");
        repository = ReleaseRepository.create(work);
    }

    private static void skipWithout(String... programs) {
        for (String each : programs) {
            boolean found =
                    List.of(System.getenv("PATH").split(":")).stream()
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, each)));
            if (!found && Boolean.parseBoolean(System.getenv("MIGRATE_IO_NO_SKIPS"))) {
                throw new AssertionError(each + " is missing");
            }
            Assumptions.assumeTrue(found, "SKIPPED: ReleaseTest needs " + each);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1.2               | VERSION '1.2' is not a version of SemVer
                    v1.2.3            | VERSION 'v1.2.3' is not a version of SemVer
                    01.2.3            | VERSION '01.2.3' is not a version of SemVer
                    1.2.3 --only tests | --only tests: legal are jars and images
                    1.2.3 --sign      | unknown option '--sign': legal are
                    1.2.3 --key /none | --key /none: there is no such file
                    1.2.3 --images /none | --images /none: there is no facts.json
                    1.2.3 --out       | --out needs a value
                    """)
    void refusesWrongArguments(String arguments, String message)
            throws IOException, InterruptedException {
        ReleaseRepository.Run run = repository.release(arguments.split(" "));
        assertThat(run.output()).contains(message);
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void refusesWhatIsNotTheCommit() throws IOException, InterruptedException {
        repository.git("tag", "v1.2.3");
        ReleaseRepository.Run tagged =
                repository.release(
                        "1.2.3", "--only", "jars", "--out", work.resolve("out").toString());
        assertThat(tagged.exit()).as("negative control: %s", tagged.output()).isZero();
        ReleaseRepository.Run again =
                repository.release(
                        "1.2.3", "--only", "jars", "--out", work.resolve("out").toString());
        assertThat(again.output()).contains("is not empty");

        Files.writeString(repository.folder().resolve("new"), "");
        ReleaseRepository.Run dirty =
                repository.release(
                        "1.2.3", "--only", "jars", "--out", work.resolve("dirty").toString());
        assertThat(dirty.output()).contains("the working tree has changes");
        assertThat(dirty.exit()).isEqualTo(2);

        repository.git("add", "-A");
        repository.commit("second");
        ReleaseRepository.Run other =
                repository.release(
                        "1.2.3", "--only", "jars", "--out", work.resolve("other").toString());
        assertThat(other.output()).contains("the tag v1.2.3 is the commit");
        assertThat(other.exit()).isEqualTo(2);
    }

    @Test
    void writesTheSameTwice() throws IOException, InterruptedException {
        String commit = repository.git("rev-parse", "HEAD");
        Path first = repository.made("first", commit, "pinned");
        assertThat(contents(repository.made("second", commit, "pinned")))
                .isEqualTo(contents(first));

        JsonNode images = json(first.resolve("images.json"));
        String digest = images.at("/webhook/digest").asText();
        assertThat(Files.readString(first.resolve("install.yaml")))
                .contains("image: ghcr.io/migrate-io/webhook:1.2.3@" + digest + "\n")
                .doesNotContain("SNAPSHOT");
        JsonNode index =
                json(first.resolve("images/blobs/sha256").resolve(digest.replace("sha256:", "")));
        assertThat(index.findValuesAsText("architecture")).containsExactly("amd64", "arm64");

        JsonNode program = json(first.resolve("migrate-webhook-1.2.3.cdx.json"));
        assertThat(program.path("components").findValuesAsText("bom-ref")).containsExactly("a");
        JsonNode image = json(first.resolve("webhook-image-1.2.3.cdx.json"));
        assertThat(image.path("components").findValuesAsText("name"))
                .contains("OpenJDK", "libc6", "a", "p");

        JsonNode statement = json(first.resolve("provenance.json"));
        assertThat(statement.path("subject").findValuesAsText("name"))
                .contains("install.yaml", "ghcr.io/migrate-io/webhook");
        assertThat(statement.findValuesAsText("gitCommit")).containsExactly(commit);
        assertThat(statement.at("/predicate/buildDefinition/externalParameters/note").asText(""))
                .isEmpty();
        assertThat(
                        repository.run(
                                List.of(
                                        "sh",
                                        "-c",
                                        "cd '" + first + "' && sha256sum --quiet -c SHA256SUMS")))
                .isEqualTo(new ReleaseRepository.Run(0, ""));
    }

    @Test
    void saysWhatIsNotPinned() throws IOException, InterruptedException {
        Path made = repository.made("out", repository.git("rev-parse", "HEAD"), "substitutes");
        assertThat(json(made.resolve("images.json")).path("note").asText())
                .startsWith("unpinned base");
        assertThat(Files.readString(made.resolve("provenance.json"))).contains("unpinned base");
    }

    @Test
    void doesNotPublishWhatIsNotPinnedOrComplete() throws IOException, InterruptedException {
        String commit = repository.git("rev-parse", "HEAD");
        Path unpinned = repository.made("unpinned", commit, "substitutes");
        assertThat(repository.publish(unpinned).output()).contains("not published: unpinned base");

        Path pinned = repository.made("pinned", commit, "pinned");
        assertThat(repository.publish(pinned).output())
                .as("negative control: the next check")
                .contains("not in a workflow");

        Path images = pinned.resolve("images.json");
        Files.writeString(images, Files.readString(images).replace("arm64", "arm"));
        assertThat(repository.publish(pinned).output())
                .contains("the files are not those that SHA256SUMS");

        repository.run(
                List.of("sh", "-c", "cd '" + pinned + "' && sha256sum images.json >SHA256SUMS"));
        assertThat(repository.publish(pinned).output())
                .contains("the images are not for amd64 and arm64");
    }

    @Test
    void refusesImagesOfAnotherCommit() throws IOException, InterruptedException {
        String other = "0".repeat(40);
        ReleaseRepository.Run run =
                repository.release(
                        "1.2.3",
                        "--out",
                        work.resolve("out").toString(),
                        "--images",
                        repository.images("amd64", other, "pinned").toString());
        assertThat(run.output()).contains("the images are of another version or commit");
        assertThat(run.exit()).isNotZero();
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(each, StandardCharsets.ISO_8859_1);
                contents.put(folder.relativize(each).toString(), BaseImagesTest.sha256(text));
            }
        }
        assertThat(contents).containsKeys("migrate-webhook-1.2.3.tar.gz", "SHA256SUMS");
        return contents;
    }
}
