package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// From the Secret that an operator writes, and the policy that `docs/database-url.md` shows for
/// it, to a migrated database, with the shipped programs. Each policy has a database of its own,
/// with its name.
class OperatorSecretsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path LAYOUTS =
            ProjectRoot.root().resolve("e2e/src/test/resources/operators");

    private static final String ROLE = "shop_owner";
    private static final String PASSWORD = "p@ss:/?#w%rd&+ $(PGUSER)";
    private static final String ENCODED = "p%40ss%3A%2F%3F%23w%25rd%26%2B%20%24%28PGUSER%29";

    @TempDir private static Path work;

    private static Sample sample;
    private static Database database;
    private static Webhook webhook;
    private static Kubelet kubelet;

    @BeforeAll
    static void start() throws Exception {
        sample = Sample.read();
        database = Database.start(work);
        database.execute(
                "postgres", "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(ROLE, PASSWORD));
        requirePassword();
        var secrets = new HashMap<String, String>();
        var configMaps = new HashMap<String, String>();
        Path policies = Files.createDirectory(work.resolve("policies"));
        for (JsonNode object : objects()) {
            String name = object.at("/metadata/name").asText();
            switch (object.path("kind").asText()) {
                case "Secret" -> put(name, object.path("stringData"), secrets);
                case "ConfigMap" -> put(name, object.path("data"), configMaps);
                default -> Files.writeString(policies.resolve(name + ".yaml"), Yaml.write(object));
            }
        }
        webhook = Webhook.start(work, policies);
        kubelet =
                new Kubelet(
                        work, Map.of(Sample.IN_IMAGE, sample.migrations()), secrets, configMaps);
    }

    @AfterAll
    static void stop() throws IOException {
        webhook.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "crossplane",
                "external-secrets",
                "cloudnative-pg",
                "cloudnative-pg-uri",
                "cloudnative-pg-jdbc-uri",
                "zalando",
                "crunchy",
                "crunchy-uri",
                "crunchy-jdbc-uri",
                "configmap"
            })
    void theDatabaseIsMigrated(String policy) throws Exception {
        database.execute("postgres", "CREATE DATABASE \"%s\" OWNER %s".formatted(policy, ROLE));
        ObjectNode pod = sample.pod().deepCopy();
        pod.withObject("/metadata/annotations").put("migrate.io/policy", policy);
        JsonNode response = webhook.review(pod, sample.namespace());
        assertThat(response.path("allowed").asBoolean()).as("%s", response).isTrue();

        Kubelet.Ended ended =
                kubelet.run(AdmissionReviews.patched(pod, response), policy, sample.namespace());

        assertThat(ended.exitCode()).as("%s", ended.log()).isZero();
        assertThat(database.value(policy, "SELECT count(*) FROM public.flyway_schema_history"))
                .isEqualTo("14");
        assertThat(String.join("\n", ended.log())).doesNotContain(PASSWORD);
    }

    /// The negative control of the others: the server does check the password.
    @Test
    void anotherPasswordIsRefused() throws Exception {
        database.execute("postgres", "CREATE DATABASE refused OWNER " + ROLE);
        ObjectNode pod = sample.pod().deepCopy();
        pod.withObject("/metadata/annotations").put("migrate.io/policy", "external-secrets");
        JsonNode response = webhook.review(pod, sample.namespace());
        var secrets = new HashMap<>(kubelet.secrets());
        secrets.put("shop-rds/password", "another");
        secrets.put("shop-rds/dbname", "refused");
        var other = new Kubelet(work, kubelet.images(), secrets);

        Kubelet.Ended ended =
                other.run(AdmissionReviews.patched(pod, response), "refused", sample.namespace());

        assertThat(ended.exitCode()).as("%s", ended.log()).isNotZero();
        assertThat(String.join("\n", ended.log())).contains("password authentication failed");
    }

    private static void requirePassword() throws IOException, SQLException {
        Path rules = work.resolve("postgres/pg_hba.conf");
        Files.writeString(
                rules,
                "host all %s 127.0.0.1/32 scram-sha-256\n".formatted(ROLE)
                        + Files.readString(rules));
        database.execute("postgres", "SELECT pg_reload_conf()");
    }

    private static List<JsonNode> objects() throws IOException {
        var objects = new ArrayList<JsonNode>();
        try (var files = Files.list(LAYOUTS)) {
            for (Path file : files.sorted().toList()) {
                String text =
                        Files.readString(file)
                                .replace("${HOST}", "127.0.0.1")
                                .replace("${PORT}", Integer.toString(database.server().getPort()))
                                .replace("${ROLE}", ROLE)
                                .replace("${ENCODED}", ENCODED)
                                .replace(": ${PASSWORD}", ": '" + PASSWORD + "'")
                                .replace("${PASSWORD}", PASSWORD);
                try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
                    documents.forEachRemaining(objects::add);
                }
            }
        }
        return objects;
    }

    private static void put(String name, JsonNode data, Map<String, String> into) {
        data.properties()
                .forEach(each -> into.put(name + "/" + each.getKey(), each.getValue().asText()));
    }
}
