package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// From a Pod sent over HTTPS to migrated tables, with the shipped programs.
class EndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void anAnnotatedPodMigratesItsDatabase(@TempDir Path work) throws Exception {
        Sample sample = Sample.read();
        try (Database database = Database.start(work);
                Webhook webhook = Webhook.start(work, ProjectRoot.sample())) {
            JsonNode response = webhook.review(sample.pod(), sample.namespace());
            assertThat(response.path("allowed").asBoolean()).as("%s", response).isTrue();
            ObjectNode pod = AdmissionReviews.patched(sample.pod(), response);

            String url = database.create("shop", sample.databaseUrl());
            var kubelet =
                    new Kubelet(
                            work,
                            Map.of(Sample.IN_IMAGE, sample.migrations()),
                            Map.of("db-credentials/database-url", url));
            Kubelet.Ended first = kubelet.run(pod, "api-1", sample.namespace());
            assertThat(first.exitCode()).as("%s", first.log()).isZero();
            assertThat(JSON.readTree(first.message()).path("count").asInt()).isEqualTo(14);
            assertThat(
                            database.value(
                                    "shop",
                                    "SELECT count(*) FROM public.flyway_schema_history WHERE"
                                            + " success"))
                    .isEqualTo("14");
            assertThat(database.value("shop", "SELECT count(*) FROM drizzle.__drizzle_migrations"))
                    .isEqualTo("14");
            assertThat(
                            database.value(
                                    "shop",
                                    "SELECT count(*) > 0 FROM orders WHERE customer_id IS NOT"
                                            + " NULL"))
                    .isEqualTo("t");

            Kubelet.Ended second = kubelet.run(pod, "api-2", sample.namespace());
            assertThat(second.exitCode()).as("%s", second.log()).isZero();
            assertThat(JSON.readTree(second.message()).path("count").asInt()).isZero();
        }
    }

    /// A Pod of an injected manifest comes to the webhook as injected as it makes it.
    @Test
    void aPodOfARolloutThatWasInjectedFromAFileMigratesItsDatabase(@TempDir Path work)
            throws Exception {
        Sample sample = Sample.read();
        ObjectNode rollout = Yaml.read(ProjectRoot.sample().resolve("deployment.yaml"));
        rollout.put("apiVersion", "argoproj.io/v1alpha1").put("kind", "Rollout");
        Path file = Files.writeString(work.resolve("rollout.yaml"), Yaml.write(rollout));
        Path injected = work.resolve("injected.yaml");
        Process inject =
                new ProcessBuilder(
                                Jars.WEBHOOK.command(
                                        List.of(
                                                "inject",
                                                "-f",
                                                file.toString(),
                                                "--policy",
                                                ProjectRoot.sample()
                                                        .resolve("policy.yaml")
                                                        .toString())))
                        .redirectOutput(injected.toFile())
                        .start();
        assertThat(inject.errorReader().lines()).noneMatch(line -> line.contains("not injected"));
        assertThat(inject.waitFor()).isZero();
        ObjectNode template = (ObjectNode) Yaml.read(injected).at("/spec/template");
        ObjectNode pod = template.objectNode().put("apiVersion", "v1").put("kind", "Pod");
        pod.setAll(template);
        pod.withObject("/metadata").put("generateName", "api-");

        try (Database database = Database.start(work);
                Webhook webhook = Webhook.start(work, ProjectRoot.sample())) {
            JsonNode response = webhook.review(pod, sample.namespace());
            assertThat(response.path("allowed").asBoolean()).as("%s", response).isTrue();
            assertThat(response.has("patch")).as("%s", response).isFalse();
            String url = database.create("shop", sample.databaseUrl());
            var kubelet =
                    new Kubelet(
                            work,
                            Map.of(Sample.IN_IMAGE, sample.migrations()),
                            Map.of("db-credentials/database-url", url));
            Kubelet.Ended ended = kubelet.run(pod, "api-1", sample.namespace());
            assertThat(ended.exitCode()).as("%s", ended.log()).isZero();
            assertThat(database.value("shop", "SELECT count(*) FROM flyway_schema_history"))
                    .isEqualTo("14");
        }
    }

    /// Java's own TLS is used if BoringSSL is not available or if it is selected.
    @ParameterizedTest
    @CsvSource({"'', BoringSSL", "-Dio.netty.handler.ssl.noOpenSsl=true, Java"})
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void withBothTlsImplementations(String options, String tls, @TempDir Path work)
            throws Exception {
        Sample sample = Sample.read();
        try (Webhook webhook =
                Webhook.start(work, ProjectRoot.sample(), Map.of("JAVA_TOOL_OPTIONS", options))) {
            JsonNode response = webhook.review(sample.pod(), sample.namespace());
            assertThat(response.path("allowed").asBoolean()).as("%s", response).isTrue();
            assertThat(webhook.log()).anyMatch(line -> line.contains("\"tls\":\"" + tls + "\""));
            assertThat(webhook.log()).noneMatch(line -> line.startsWith("WARNING"));
        }
    }
}
