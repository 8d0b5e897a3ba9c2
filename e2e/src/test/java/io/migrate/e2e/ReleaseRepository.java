package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A repository with `./release`, its scripts and a stand-in for Maven, and images of two
/// architectures as `--only images` writes them.
record ReleaseRepository(Path work, Path folder) {
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
            """
            image: ghcr.io/migrate-io/webhook:0.1.0-SNAPSHOT
            value: ghcr.io/migrate-io/migrator:0.1.0-SNAPSHOT
            """;

    private static final String POM =
            """
            <project>
              <version>0.1.0-SNAPSHOT</version>
              <project.build.outputTimestamp>then</project.build.outputTimestamp>
            </project>
            """;

    /// Exit code and combined output of a run.
    record Run(int exit, String output) {}

    static ReleaseRepository create(Path work) throws IOException, InterruptedException {
        Path repository = Files.createDirectory(work.resolve("repository"));
        Path root = ProjectRoot.root();
        Files.createDirectories(repository.resolve(".ci"));
        for (String each :
                List.of(
                        "release",
                        "LICENSE",
                        "NOTICE",
                        ".ci/oci-layout",
                        ".ci/release-index",
                        ".ci/release-provenance",
                        ".ci/release-publish")) {
            Files.copy(root.resolve(each), repository.resolve(each));
        }
        Path maven = Files.writeString(repository.resolve("mvnw"), MAVEN);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Files.writeString(repository.resolve("pom.xml"), POM);
        Files.createDirectories(repository.resolve("manifests"));
        Files.writeString(repository.resolve("manifests/install.yaml"), INSTALL);
        var created = new ReleaseRepository(work, repository);
        created.git("init", "-q");
        created.git("add", "-A");
        created.commit("first");
        return created;
    }

    void commit(String message) throws IOException, InterruptedException {
        git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", message);
    }

    String git(String... arguments) throws IOException, InterruptedException {
        Run run = run(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList());
        assertThat(run.exit()).as(run.output()).isZero();
        return run.output().strip();
    }

    Run release(String... arguments) throws IOException, InterruptedException {
        return run(Stream.concat(Stream.of("./release"), Stream.of(arguments)).toList());
    }

    Run run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    /// What `--only images` has written for an architecture: the smallest layout.
    Path images(String architecture, String commit, String bases) throws IOException {
        Path built = work.resolve("images-" + architecture + "-" + bases);
        Path blobs = Files.createDirectories(built.resolve("layout/blobs/sha256"));
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
                built.resolve("layout/index.json"), "{\"manifests\": [" + manifests + "]}");
        String facts =
                "{\"java\": \"25\", \"implementor\": \"t\", \"go\": \"\", \"os\": \"debian 12\","
                        + " \"gcc\": false, \"packages\": [\"libc6=2.36\"],"
                        + " \"bases\": {\"BASE_IMAGE\": \"gcr.io/base@sha256:"
                        + "0".repeat(64)
                        + "\"}}";
        Files.writeString(
                built.resolve("facts.json"),
                """
                {"version": "1.2.3", "commit": "%s", "architecture": "%s", "bases": "%s",
                 "images": {"migrator": %s, "webhook": %s}}
                """
                        .formatted(commit, architecture, bases, facts, facts));
        return built;
    }

    private static String blob(Path blobs, String text) throws IOException {
        String digest = BaseImagesTest.sha256(text);
        Files.writeString(blobs.resolve(digest), text);
        return digest;
    }

    /// Publishes as outside of a workflow, which always fails.
    Run publish(Path release) throws IOException, InterruptedException {
        Run run =
                run(
                        List.of(
                                "env",
                                "-u",
                                "GH_TOKEN",
                                ".ci/release-publish",
                                release.toString(),
                                "1.2.3"));
        assertThat(run.exit()).as(run.output()).isEqualTo(1);
        return run;
    }

    /// Makes a release of images of both architectures, in a folder of that name.
    Path made(String name, String commit, String bases) throws IOException, InterruptedException {
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
}
