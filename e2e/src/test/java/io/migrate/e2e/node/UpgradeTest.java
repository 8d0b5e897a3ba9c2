package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.migrate.e2e.ProjectRoot;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// From the version before this one to this one, and back, while Pods are created. The images of
/// that version are those of `.ci/node-images FOLDER --previous COMMIT`.
@Tag("node")
class UpgradeTest {
    private static final String WEBHOOK = "ghcr.io/migrate-io/webhook:previous";
    private static final String MIGRATOR = "ghcr.io/migrate-io/migrator:previous";

    @TempDir static Path folder;

    /// The manifests of the previous version.
    private static Path previous;

    @BeforeAll
    static void previousVersion() throws IOException, InterruptedException {
        Node.require();
        Node.Run image = Node.run("crictl", "inspecti", WEBHOOK);
        if (image.exit() != 0) {
            Node.skip(
                    WEBHOOK
                            + " is not in the cluster: run .ci/node-images FOLDER --previous COMMIT"
                            + " and .ci/cluster load FOLDER/*-previous.tar");
        }
        // A warning may precede it.
        String inspected = image.output().substring(image.output().indexOf('{'));
        JsonNode labels = new ObjectMapper().readTree(inspected).findValue("Labels");
        String commit = labels.path("org.opencontainers.image.revision").asText();
        previous =
                Files.writeString(
                        folder.resolve("previous.yaml"),
                        show(commit, "manifests/install.yaml")
                                .replaceAll("(ghcr\\.io/migrate-io/\\w+):\\S+", "$1:previous"));
        Installation.ensureAbsent();
    }

    private static String show(String commit, String file)
            throws IOException, InterruptedException {
        Process git =
                new ProcessBuilder("git", "show", commit + ":" + file)
                        .directory(ProjectRoot.root().toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void noPodIsRefusedOrUnmigratedMeanwhile() {
        applyPrevious();
        try (Namespace shop = Namespace.withDatabase("upgrade")) {
            shop.applied(Namespace.resource("application.yaml"));
            shop.awaitRollout("api");
            List<String> running = running(shop);
            assertThat(running).hasSize(2).allMatch(each -> each.contains(MIGRATOR));

            during(shop, () -> Node.kubectl("apply", "-k", "manifests/base"));
            assertThat(running(shop)).as("running Pods").isEqualTo(running);
            assertThat(migrator(shop)).isEqualTo(present());

            during(shop, UpgradeTest::applyPrevious);
            assertThat(running(shop)).as("running Pods").isEqualTo(running);
            assertThat(migrator(shop)).isEqualTo(MIGRATOR);
        } finally {
            // What other tests need.
            Node.kubectl("apply", "-k", "manifests/base");
            Installation.awaitReady();
        }
    }

    private static void applyPrevious() {
        Node.kubectl("apply", "-f", previous.toString());
        Installation.awaitReady();
    }

    /// Changes the version while Pods are created, and checks all of these.
    private static void during(Namespace shop, Runnable change) {
        try (var stream = new PodStream(shop)) {
            change.run();
            Installation.awaitReady();
            Node.await(
                    "end of the old replicas",
                    () ->
                            Node.kubectl(
                                    "-n",
                                    Installation.NAMESPACE,
                                    "get",
                                    "pods",
                                    "-l",
                                    "app.kubernetes.io/component=webhook",
                                    "-o",
                                    "name"),
                    pods -> pods.lines().count() == 2);
            stream.stop();
            assertThat(stream.mistakes()).isEmpty();
            assertThat(stream.tried()).isGreaterThan(10);
            assertThat(stream.created()).isNotEmpty();
            stream.created().forEach(pod -> shop.awaitStatus(pod, "Running"));
        }
        shop.kubectl("delete", "pods", "-l", "app=one", "--wait=false");
    }

    /// Name, start, restarts and init containers of each Pod of the Deployment.
    private static List<String> running(Namespace shop) {
        return shop.kubectl(
                        "get",
                        "pods",
                        "-l",
                        "app=api",
                        "-o=jsonpath={range .items[*]}{.metadata.uid} {.status.phase}"
                                + " {.status.containerStatuses[0].state.running.startedAt}"
                                + " {.status.containerStatuses[0].restartCount}"
                                + " {.spec.initContainers[*].image}{\"\\n\"}{end}")
                .lines()
                .sorted()
                .toList();
    }

    /// The migrator's image of a Pod that is created now.
    private static String migrator(Namespace shop) {
        Node.Run run =
                Node.create(
                        shop.name(),
                        Namespace.resource("pod.yaml"),
                        "--dry-run=server",
                        "-o=jsonpath={.spec.initContainers[?(@.name==\"migrate-default\")].image}");
        return run.output();
    }

    /// The migrator's image of the present manifests.
    private static String present() {
        return Stream.of(Node.kubectl("kustomize", "manifests/base").split("\\s+"))
                .filter(each -> each.startsWith("ghcr.io/migrate-io/migrator:"))
                .findFirst()
                .orElseThrow();
    }
}
