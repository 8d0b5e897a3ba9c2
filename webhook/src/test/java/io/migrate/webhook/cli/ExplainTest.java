package io.migrate.webhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.render.Style;
import io.migrate.webhook.render.TextTable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What people and machines are told.
class ExplainTest {
    private static final String CASES = "src/test/resources/cases/";

    @Test
    void aPersonReadsWhatHoldsAndWhereItComesFrom() {
        Run run = explain("policy");
        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith(CASES + "policy/pod.yaml: document 1: Pod api-7d9c-*\n")
                .containsPattern("(?m)^ +namespace +shop$")
                .containsPattern("(?m)^ +opted in +yes$")
                .containsPattern("(?m)^ +policy +default$")
                .containsPattern("(?m)^ +outcome +injected$")
                .containsPattern("(?m)^ +run.lockTimeout +10s +policy default$")
                .containsPattern("(?m)^ +run.timeout +8m +built-in$")
                .containsPattern("(?m)^ +target +not set$")
                .contains("init containers; those of the migration run first\n")
                .containsPattern("(?m)^ +1. +migrate-files-default +copies the migrations +")
                .containsPattern("(?m)^ +2. +migrate-default +runs the migrations .* migrate$")
                .containsPattern("(?m)^ +migrate-default +db-migrator/url$")
                .containsPattern("(?m)^ +migrate-no-token +projected$")
                .containsPattern("(?m)^ +migrate.io/db-access +shop$")
                .containsPattern("(?m)^ +api +DATABASE_URL +from Secret db-app/url$")
                .containsPattern("(?m)^ +add +/spec/containers/0/env/0 +DATABASE_URL$")
                .doesNotContain("\u001b");
    }

    /// Policy and annotation set values, which only the Pod itself may hold.
    @Test
    void theValuesOfPlaceholdersAreNotShown() {
        Run text = explain("placeholders-annotation");
        assertThat(text.exit()).isZero();
        assertThat(text.out())
                .containsPattern(
                        "(?m)^ +run.placeholders +app_password from Secret shop-app/password,"
                                + " env=\\*\\*\\*, region=\\*\\*\\*, TENANT=\\*\\*\\* +annotation")
                .containsPattern("(?m)^ +locations +sql,filesystem:more/sql +annotation");
        Run json = explain("placeholders-annotation", "-o", "json");
        assertThat(json.out()).contains("MIGRATE_PLACEHOLDER_TENANT");
        assertThat(text.out() + json.out()).doesNotContain("globex", "eu=west", "acme", "prod, ");
        Run wrong = explain("placeholders-annotation-wrong");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.out()).doesNotContain("tenant", "geheim2");
    }

    @Test
    void variablesAreNamedAndTheirSecretsListed() {
        assertThat(explain("migrator-env").out())
                .containsPattern(
                        "(?m)^ +migrator.env"
                                + " +HTTPS_PROXY,NO_PROXY,AWS_REGION,PROXY_PASSWORD,NODE,MEMORY"
                                + " +policy default, cluster policy$")
                .containsPattern("(?m)^ +migrator.envFrom +AWS_\\*,PROXY_\\* +policy default$")
                .containsPattern(
                        "(?m)^ +migrate-default +db-credentials/database-url, proxy/password,"
                                + " proxy$");
    }

    @Test
    void aRefusalTellsAllReasons() {
        Run run = explain("all-problems-at-once");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("(?m)^ +opted in +unclear$")
                .containsPattern("(?m)^ +outcome +refused$")
                .contains("migrate.io/tiemout: is unknown; did you mean migrate.io/timeout?")
                .contains("migrate.io/timeout: value \"soon\" is not")
                .doesNotContain("patch; complete with -o json");
    }

    @Test
    void withoutAPolicyThatIsSaid() {
        assertThat(explain("annotations-alone").out())
                .containsPattern("policy +none in this namespace")
                .containsPattern("(?m)^ +source +container/api:/app/drizzle +annotation$");
    }

    @Test
    void otherInitContainersAreListed() {
        assertThat(explain("istio-native").out())
                .contains(
                        "those of the migration run after istio-proxy, which provides network or"
                                + " secrets")
                .containsPattern("istio-proxy +not injected");
    }

    @Test
    void aPodThatDoesNotAskIsLeftAlone() {
        Run run = explain("not-annotated");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .containsPattern("opted in +no")
                .containsPattern("outcome +untouched: not-enabled");
    }

    @Test
    void aMachineReadsAllOfIt() throws IOException {
        JsonNode pod = explain("policy", "-o", "json").json().at("/pods/0");
        assertThat(pod.path("optedIn").asText()).isEqualTo("yes");
        assertThat(pod.path("outcome").asText()).isEqualTo("injected");
        assertThat(pod.path("namespace").asText()).isEqualTo("shop");
        JsonNode fields = pod.at("/policies/0/fields");
        assertThat(fields.valueStream().map(JsonNode::toString))
                .contains(
                        "{\"field\":\"run.lockTimeout\",\"value\":\"10s\",\"origin\":\"policy"
                                + " default\"}",
                        "{\"field\":\"run.timeout\",\"value\":\"8m\",\"origin\":\"built-in\"}",
                        "{\"field\":\"target\"}");
        assertThat(pod.at("/layout/position").asText()).isEqualTo("first");
        assertThat(pod.at("/layout/initContainers/1/role").asText()).isEqualTo("migrator");
        assertThat(pod.at("/layout/initContainers/1/secrets").toString())
                .isEqualTo("[\"db-migrator/url\"]");
        assertThat(pod.at("/layout/env").toString())
                .isEqualTo("{\"api\":{\"DATABASE_URL\":\"db-app/url\"}}");
        assertThat(pod.path("patch")).hasSize(13);
    }

    @Test
    void replacedFieldsAreNotListed() {
        assertThat(explain("login-connection-default-port").out())
                .contains("database.connection")
                .doesNotContain("database.urlSecretKeyRef");
    }

    @Test
    void nothingToExplainIsSaid() {
        Run run = Run.reading("{kind: Service}", "explain", "-f", "-");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("warning: no Pods or workloads found\n");
    }

    @Test
    void colorsDoNotCountForTheColumns() {
        String plain = TextTable.of(Stream.of(row(Style.PLAIN), row(Style.PLAIN)));
        String colored = TextTable.of(Stream.of(row(Style.PLAIN), row(Style.COLORED)));
        assertThat(colored.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(plain);
        assertThat(colored).contains("\u001b[31ma\u001b[0m");
    }

    /// What a manifest says cannot act on a terminal or begin a line.
    @Test
    void controlCharactersAreLeftOut() {
        String attack = "a\u001b[2J\nerror: forged\r\u202eb\u0085c\u2028d";
        assertThat(TextTable.of(Stream.of(List.of(attack))))
                .isEqualTo("    a[2Jerror: forgedbcd\n");
    }

    @Test
    void namesInManifestsCannotActOnATerminal(@TempDir Path dir) throws IOException {
        Path file =
                Files.writeString(
                        dir.resolve("pod.yaml"),
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata:
                          name: "a\\e[2J\\nerror: forged"
                          annotations: {migrate.io/enabled: "true", "migrate.io/x\\e[2J\\nerror: forged": y}
                        spec:
                          containers: [{name: "c\\e[2J\\nerror: forged", image: "i\\e[2J\\nerror: forged"}]
                        """);
        for (String command : new String[] {"explain", "inject", "uninject"}) {
            Run run = Run.of(command, "-f", file.toString());
            assertThat(run.out() + run.err())
                    .as(command)
                    .isNotEmpty()
                    .doesNotContain("\u001b")
                    .doesNotContainPattern("(?m)^error: forged");
        }
    }

    private static List<String> row(Style style) {
        return List.of(style.bad("a"), style.dim("bc"), style.good("d"));
    }

    private static Run explain(String name, String... more) {
        var args =
                Stream.concat(
                        Stream.of(
                                "explain",
                                "-f",
                                CASES + name + "/pod.yaml",
                                "--policy",
                                CASES + name,
                                "-n",
                                "shop"),
                        Stream.of(more));
        return Run.of(args.toArray(String[]::new));
    }
}
