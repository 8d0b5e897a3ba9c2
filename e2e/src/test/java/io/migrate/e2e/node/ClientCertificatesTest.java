package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.e2e.ProjectRoot;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/// The overlay `client-certificates`, set up as its page says, but the webhook first: until the API
/// server presents its certificate, annotated Pods are refused.
@Tag("node")
class ClientCertificatesTest {
    private static final String AUTHORITY = "migrate-io-webhook-client-ca";
    private static final String REFUSED = "client certificate refused: none was presented";

    @TempDir static Path folder;
    private static Namespace shop;

    @BeforeAll
    static void install() {
        Installation.ensure();
        shop = Namespace.create("certified");
    }

    @AfterAll
    static void undo() throws IOException {
        Node.kubectl("apply", "-k", "manifests/base");
        Files.deleteIfExists(flags());
        restartApiServer();
        Installation.awaitReady();
        Node.kubectl("-n", Installation.NAMESPACE, "delete", "configmap", AUTHORITY);
        shop.close();
    }

    private static Path flags() {
        return Node.folder().resolve("apiserver.flags");
    }

    @Test
    void onlyAnApiServerWithACertificateIsAnswered() throws IOException, InterruptedException {
        String page = Files.readString(ProjectRoot.root().resolve("docs/client-certificates.md"));
        createCertificates(page);
        for (String file : new String[] {"admission.yaml", "kubeconfig.yaml"}) {
            Files.writeString(
                    folder.resolve(file),
                    block(page, "<!-- " + file + " -->\n```yaml\n")
                            .replace("/etc/kubernetes/pki/webhook-client", folder.toString()));
        }
        Node.kubectl(
                "-n",
                Installation.NAMESPACE,
                "create",
                "configmap",
                AUTHORITY,
                "--from-file=" + folder.resolve("ca.crt"));
        Node.kubectl("apply", "-k", "manifests/overlays/client-certificates");
        Installation.awaitReady();

        Node.Run refused = awaitTried(REFUSED);
        assertThat(refused.exit()).isNotZero();
        Node.Run other = tried(pod().replace("enabled: \"true\"", "enabled: \"false\""));
        assertThat(other.output()).as("not enabled").contains(REFUSED);
        Node.Run plain = tried(pod().replace("migrate.io/", "example.com/"));
        assertThat(plain.exit()).as("without our keys: %s", plain.output()).isZero();

        Files.writeString(
                flags(),
                "--admission-control-config-file=" + folder.resolve("admission.yaml") + "\n");
        restartApiServer();
        assertThat(awaitTried("migrate-default").exit()).isZero();
    }

    /// Runs the commands of the page.
    private static void createCertificates(String page) throws IOException, InterruptedException {
        String commands =
                block(page, "**1. Create an authority")
                        .lines()
                        .dropWhile(each -> !each.startsWith("$ "))
                        .map(each -> each.replaceFirst("^\\$ ", ""))
                        .collect(Collectors.joining("\n"));
        Process process =
                new ProcessBuilder("bash", "-ec", commands)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(folder.resolve("client.crt")).exists();
    }

    /// What follows a text, up to the end of its block.
    private static String block(String page, String begin) {
        String rest = page.substring(page.indexOf(begin) + begin.length());
        String end = "\n```\n";
        return rest.substring(0, rest.indexOf(end) + 1);
    }

    private static void restartApiServer() {
        Node.ok("stop", "apiserver");
        Node.ok("start", "apiserver");
        Node.await(
                "API server",
                () -> Node.tryKubectl("get", "--raw", "/readyz"),
                run -> run.output().equals("ok"));
    }

    private static Node.Run awaitTried(String text) {
        return Node.await(
                "annotated Pod, with " + text,
                () -> tried(pod()),
                run -> run.output().contains(text));
    }

    private static Node.Run tried(String manifest) {
        return Node.create(
                shop.name(),
                manifest,
                "--dry-run=server",
                "-o=jsonpath={.spec.initContainers[*].name}");
    }

    private static String pod() {
        return Namespace.resource("pod.yaml");
    }
}
