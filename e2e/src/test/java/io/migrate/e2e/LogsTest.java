package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.http.HttpRequest.BodyPublishers.ofString;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.admission.ReviewResult;
import io.migrate.webhook.injection.Reason;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `docs/logs.md` is a schema: real lines have the fields and types that it lists and no others,
/// and every field that it lists occurs.
@Timeout(300)
class LogsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String PASSWORD = "ajar-secret-5511";

    private static List<String> table(String name) throws IOException {
        String page = Files.readString(ProjectRoot.root().resolve("docs/logs.md"));
        String after = page.split("<!-- " + name + " -->\n", -1)[1];
        return after.lines().takeWhile(each -> each.startsWith("|")).skip(2).toList();
    }

    /// Returns the types by field.
    private static Map<String, String> fields(String... tables) throws IOException {
        var fields = new TreeMap<String, String>();
        for (String each : tables) {
            for (String row : table("fields: " + each)) {
                String[] cells = row.split("\\|", -1);
                CODE.matcher(cells[1])
                        .results()
                        .forEach(field -> fields.put(field.group(1), cells[2].strip()));
            }
        }
        return fields;
    }

    private static void assertDocumented(List<JsonNode> lines, Map<String, String> documented) {
        var seen = new TreeSet<String>();
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line ->
                        line.properties()
                                .forEach(field -> {
                                    seen.add(field.getKey());
                                    assertThat(documented)
                                            .as("%s", line)
                                            .containsKey(field.getKey());
                                    assertType(documented.get(field.getKey()), field.getValue());
                                }));
        assertThat(seen).isEqualTo(documented.keySet());
    }

    private static void assertType(String type, JsonNode value) {
        switch (type) {
            case "number" -> assertThat(value.isIntegralNumber()).as("%s", value).isTrue();
            case "string" -> assertThat(value.isTextual()).as("%s", value).isTrue();
            default -> assertThat(type).isEqualTo("as above");
        }
    }

    private static List<JsonNode> parsed(List<String> lines) throws IOException {
        var parsed = new ArrayList<JsonNode>();
        for (String each : lines) {
            parsed.add(JSON.readTree(each));
        }
        return parsed;
    }

    @Test
    void theWebhooksLines(@TempDir Path work) throws Exception {
        Sample sample = Sample.read();
        ObjectNode owned = sample.pod().deepCopy();
        ((ObjectNode) owned.path("metadata"))
                .putArray("ownerReferences")
                .addObject()
                .put("kind", "ReplicaSet")
                .put("name", "api-5d7f9c8b6d")
                .put("controller", true);
        ((ObjectNode) owned.at("/spec/containers/0"))
                .withArray("env")
                .addObject()
                .put("name", "TOKEN")
                .put("value", PASSWORD);
        ObjectNode wrong = owned.deepCopy();
        ((ObjectNode) wrong.at("/metadata/annotations")).put("migrate.io/enabled", "maybe");
        ObjectNode others = owned.deepCopy();
        ((ObjectNode) others.path("metadata")).remove("annotations");
        Webhook webhook = Webhook.start(work, ProjectRoot.sample());
        try (webhook) {
            for (ObjectNode each : List.of(owned, wrong, others)) {
                assertThat(webhook.review(each, sample.namespace()).has("allowed")).isTrue();
            }
            assertThat(webhook.post("application/json", "{}").statusCode()).isEqualTo(400);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> webhook.log().toString().contains("\"warmed up\""));
        }
        List<JsonNode> lines = parsed(webhook.log());
        assertThat(webhook.log().toString()).doesNotContain(PASSWORD);
        assertThat(lines.getLast().path("message").asText())
                .as("queued lines are written before it ends")
                .isEqualTo("ended");

        List<JsonNode> admissions = new ArrayList<>(lines);
        admissions.removeIf(each -> !each.path("message").asText().equals("admission"));
        assertThat(admissions)
                .extracting(each ->
                        "%s %s %s %s"
                                .formatted(
                                        each.path("name").asText(),
                                        each.path("owner").asText(),
                                        each.path("outcome").asText(),
                                        each.path("reason").asText()))
                .containsExactly(
                        "api-5d7f9c8b6d-* ReplicaSet/api-5d7f9c8b6d injected patched",
                        "api-5d7f9c8b6d-* ReplicaSet/api-5d7f9c8b6d refused annotations",
                        "api-5d7f9c8b6d-* ReplicaSet/api-5d7f9c8b6d untouched not-enabled");
        assertDocumented(admissions, fields("any", "admission"));
        lines.removeAll(admissions);
        assertDocumented(lines, fields("any", "serve"));
    }

    /// Runs that succeed, adopt a history, wait, and fail.
    @Test
    void theMigratorsLines(@TempDir Path work) throws Exception {
        Sample sample = Sample.read();
        var lines = new ArrayList<String>();
        try (Database database = Database.start(work)) {
            String url = database.create("shop", sample.databaseUrl());
            lines.addAll(migrate(url, sample.migrations(), 0));
            database.execute("shop", "DROP TABLE public.flyway_schema_history");
            lines.addAll(migrate(url, sample.migrations(), 0));

            Path slow = Files.createDirectory(work.resolve("slow"));
            Files.writeString(slow.resolve("V1__slow.sql"), "SELECT pg_sleep(2);\n");
            String other = database.create("slow", sample.databaseUrl());
            Process first = started(other, slow);
            while (database.value(
                            "slow", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
                    .equals("0")) {
                Thread.sleep(50);
            }
            lines.addAll(migrate(other, slow, 0));
            lines.addAll(ended(first, 0));

            Files.writeString(slow.resolve("V2__wrong.sql"), "SELECT 1;\nSELECT nothing;\n");
            lines.addAll(migrate(other, slow, 14));
        }
        List<JsonNode> parsed = parsed(lines);
        assertDocumented(parsed, fields("any", "migrator"));
        assertThat(parsed)
                .anySatisfy(each ->
                        assertThat(each.path("message").asText())
                                .startsWith("waiting for another migrator"))
                .anySatisfy(each -> assertThat(each.path("lockWaitMillis").asLong()).isPositive());
        assertThat(parsed.getLast().path("outcome").asText()).isEqualTo("StatementFailed");
        assertThat(parsed.getLast().path("line").asInt()).isEqualTo(2);
        assertThat(parsed.getLast().path("help").asText()).endsWith("#14-statementfailed");
    }

    private static List<String> migrate(String url, Path folder, int exit) throws Exception {
        return ended(started(url, folder), exit);
    }

    private static Process started(String url, Path folder) throws IOException {
        var builder =
                new ProcessBuilder(Jars.MIGRATOR.command(List.of("migrate", "--dir=" + folder)))
                        .redirectErrorStream(true);
        builder.environment().put("DATABASE_URL", url);
        builder.environment().put("MIGRATE_LOG_FORMAT", "json");
        return builder.start();
    }

    private static List<String> ended(Process process, int exit) throws Exception {
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).as("%s", lines).isEqualTo(exit);
        return lines;
    }

    /// Users look up reasons on the page.
    @Test
    void everyReasonIsDocumented() throws IOException {
        var documented = new TreeSet<String>();
        for (String row : table("reasons")) {
            documented.add(CODE.matcher(row).results().skip(1).findFirst().orElseThrow().group(1));
        }
        var known = new TreeSet<String>(ReviewResult.failures());
        Stream.of(Reason.values()).map(Reason::toString).forEach(known::add);
        assertThat(documented).isEqualTo(known);
    }

    /// Standard output has no reader, and still every admission is answered.
    @Test
    void admissionsDoNotWaitForTheLog(@TempDir Path work) throws Exception {
        Sample sample = Sample.read();
        Path caFile = work.resolve("ca.pem");
        Process process =
                new ProcessBuilder(
                                Jars.WEBHOOK.command(
                                        List.of(
                                                "serve",
                                                "--port=0",
                                                "--host=127.0.0.1",
                                                "--ca-file=" + caFile)))
                        .start();
        try {
            int port = 0;
            while (port == 0) {
                JsonNode line = JSON.readTree(process.inputReader().readLine());
                port = line.path("port").asInt();
            }
            var request =
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/mutate"))
                            .header("content-type", "application/json")
                            .timeout(Duration.ofMinutes(1))
                            .POST(ofString(AdmissionReviews.of(sample.pod(), sample.namespace())))
                            .build();
            try (var client =
                    HttpClient.newBuilder().sslContext(Webhook.trusting(caFile)).build()) {
                // A pipe buffers 64 KiB, about 200 lines.
                for (int i = 0; i < 400; i++) {
                    assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                            .as("admission %d", i)
                            .isEqualTo(200);
                }
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
