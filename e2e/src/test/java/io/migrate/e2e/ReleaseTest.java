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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `./release`, in a repository of its own with a stand-in for Maven and images of two
/// architectures: what it refuses, and what it writes, twice the same.
class ReleaseTest {
    private static final String MAVEN =
            """
            #!/bin/sh
            for each in webhook:migrate-webhook migrator-image:migrate-migrator; do
              target=${each%%:*}/target
              mkdir -p $target/lib
              cat pom.xml >$target/${each#*:}.jar
              echo library >$target/lib/a-1.jar
              echo '{"metadata": {"component": {"bom-ref": "p", "name": "p"}}, "components": [
                {"bom-ref": "a", "name": "a", "version": "1", "purl": "pkg:maven/g/a@1?type=jar"},
                {"bom-ref": "b", "name": "b", "version": "1", "purl": "pkg:maven/g/b@1?type=jar"}],
                "dependencies": [{"ref": "p", "dependsOn": ["a", "b"]}, {"ref": "b"}]}' >$target/bom.json
            done
            """;

    private static final String INSTALL =
            "image: ghcr.io/migrate-io/webhook:0.1.0-SNAPSHOT\n"
                    + "value: ghcr.io/migrate-io/migrator:0.1.0-SNAPSHOT\n";

    @TempDir private Path work;
    private Path repository;

    /// Exit code and combined output of a run.
    private record Run(int exit, String output) {}

    @BeforeEach
    void createsTheRepository() throws IOException, InterruptedException {
        skipWithout("git", "jq");
        repository = Files.createDirectory(work.resolve("repository"));
        Path root = ProjectRoot.root();
        Files.createDirectories(repository.resolve(".ci"));
        for (String each :
                List.of(
                        "release",
                        "LICENSE",
                        "NOTICE",
                        ".ci/oci-layout",
                        ".ci/release-index",
                        ".ci/release-provenance")) {
            Files.copy(root.resolve(each), repository.resolve(each));
        }
        Path maven = Files.writeString(repository.resolve("mvnw"), MAVEN);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Files.writeString(
                repository.resolve("pom.xml"),
                "<project>\n"
                    + "  <version>0.1.0-SNAPSHOT</version>\n"
                    + "  <project.build.outputTimestamp>then</project.build.outputTimestamp>\n");
        Files.createDirectories(repository.resolve("manifests"));
        Files.writeString(repository.resolve("manifests/install.yaml"), INSTALL);
        git("init", "-q");
        git("add", "-A");
        commit("first");
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

    private void commit(String message) throws IOException, InterruptedException {
        git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", message);
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Run run = run(command);
        assertThat(run.exit()).as(run.output()).isZero();
        return run.output().strip();
    }

    private Run release(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("./release"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Run run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(repository.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Run(process.waitFor(), output);
    }

    /// What `--only images` has written for an architecture: the smallest layout.
    private Path images(String architecture, String commit, String bases) throws IOException {
        Path folder = work.resolve("images-" + architecture + "-" + bases);
        Path blobs = Files.createDirectories(folder.resolve("layout/blobs/sha256"));
        var manifests = new StringBuilder();
        for (String image : List.of("migrator", "webhook")) {
            String config = blob(blobs, "{\"architecture\": \"%s\"}".formatted(architecture));
            String layer = blob(blobs, "layer of " + image + architecture);
            String manifest =
                    blob(
                            blobs,
                            "{\"config\": {\"digest\": \"sha256:%s\"}, \"layers\": [{\"digest\": \"sha256:%s\"}]}"
                                    .formatted(config, layer));
            manifests
                    .append(manifests.isEmpty() ? "" : ", ")
                    .append(
                            """
                            {"digest": "sha256:%s", "annotations": {"org.opencontainers.image.ref.name": "%s-%s"}}\
                            """
                                    .formatted(manifest, image, architecture));
        }
        Files.writeString(
                folder.resolve("layout/index.json"), "{\"manifests\": [" + manifests + "]}");
        String facts =
                "{\"java\": \"25\", \"implementor\": \"t\", \"go\": \"\", \"os\": \"debian 12\","
                        + " \"gcc\": false, \"packages\": [\"libc6=2.36\"],"
                        + " \"bases\": {\"BASE_IMAGE\": \"gcr.io/base@sha256:"
                        + "0".repeat(64)
                        + "\"}}";
        Files.writeString(
                folder.resolve("facts.json"),
                """
                {"version": "1.2.3", "commit": "%s", "architecture": "%s", "bases": "%s",
                 "images": {"migrator": %s, "webhook": %s}}
                """
                        .formatted(commit, architecture, bases, facts, facts));
        return folder;
    }

    private static String blob(Path blobs, String text) throws IOException {
        String digest = BaseImagesTest.sha256(text);
        Files.writeString(blobs.resolve(digest), text);
        return digest;
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
        Run run = release(arguments.split(" "));
        assertThat(run.output()).contains(message);
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void refusesWhatIsNotTheCommit() throws IOException, InterruptedException {
        git("tag", "v1.2.3");
        Run tagged = release("1.2.3", "--only", "jars", "--out", work.resolve("out").toString());
        assertThat(tagged.exit()).as("negative control: %s", tagged.output()).isZero();
        Run again = release("1.2.3", "--only", "jars", "--out", work.resolve("out").toString());
        assertThat(again.output()).contains("is not empty");

        Files.writeString(repository.resolve("new"), "");
        Run dirty = release("1.2.3", "--only", "jars", "--out", work.resolve("dirty").toString());
        assertThat(dirty.output()).contains("the working tree has changes");
        assertThat(dirty.exit()).isEqualTo(2);

        git("add", "-A");
        commit("second");
        Run other = release("1.2.3", "--only", "jars", "--out", work.resolve("other").toString());
        assertThat(other.output()).contains("the tag v1.2.3 is the commit");
        assertThat(other.exit()).isEqualTo(2);
    }

    @Test
    void writesTheSameTwice() throws IOException, InterruptedException {
        String commit = git("rev-parse", "HEAD");
        Path first = made("first", commit, "pinned");
        assertThat(contents(made("second", commit, "pinned"))).isEqualTo(contents(first));

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
                        run(
                                List.of(
                                        "sh",
                                        "-c",
                                        "cd '" + first + "' && sha256sum --quiet -c SHA256SUMS")))
                .isEqualTo(new Run(0, ""));
    }

    @Test
    void saysWhatIsNotPinned() throws IOException, InterruptedException {
        Path made = made("out", git("rev-parse", "HEAD"), "substitutes");
        assertThat(json(made.resolve("images.json")).path("note").asText())
                .startsWith("unpinned base");
        assertThat(Files.readString(made.resolve("provenance.json"))).contains("unpinned base");
    }

    @Test
    void refusesImagesOfAnotherCommit() throws IOException, InterruptedException {
        String other = "0".repeat(40);
        Run run =
                release(
                        "1.2.3",
                        "--out",
                        work.resolve("out").toString(),
                        "--images",
                        images("amd64", other, "pinned").toString());
        assertThat(run.output()).contains("the images are of another version or commit");
        assertThat(run.exit()).isNotZero();
    }

    private Path made(String name, String commit, String bases)
            throws IOException, InterruptedException {
        Path out = work.resolve(name);
        Run run =
                release(
                        "1.2.3",
                        "--out",
                        out.toString(),
                        "--images",
                        images("arm64", commit, bases).toString(),
                        "--images",
                        images("amd64", commit, bases).toString());
        assertThat(run.exit()).as(run.output()).isZero();
        return out;
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
