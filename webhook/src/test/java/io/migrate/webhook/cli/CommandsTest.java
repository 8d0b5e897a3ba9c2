package io.migrate.webhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.doctor.Checks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the commands do with files, streams and workloads.
class CommandsTest {
    private static final String TEMPLATE =
            """
            {metadata: {annotations: {migrate.io/enabled: "true", migrate.io/source: "container/api:/sql"}},
             spec: {containers: [{name: api, image: "example.com/api:1"}]}}\
            """;
    private static final String POD = "{apiVersion: v1, kind: Pod, " + TEMPLATE.substring(1);
    private static final String BAD_POD = POD.replace("container/api:/sql", "nowhere");
    private static final String SERVICE =
            """
            # lost
            apiVersion: v1
            kind: Service
            metadata: {name: api, annotations: {migrate.io/enabled: "true"}}
            spec: {selector: {app: api}, ports: [{port: 80}], zz: null, aa: 0x10}
            """;
    private static final String POLICY =
            """
            apiVersion: migrate.io/v1alpha1
            kind: MigrationPolicy
            metadata: {name: default%s}
            spec:
              database: {urlSecretKeyRef: {name: db-migrator, key: url}}
              source: {type: ConfigMap, configMap: {name: sql}}
            """;

    @TempDir private Path folder;

    /// Nor do errors about the command line act on a terminal.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "doctor --x%s",
                "serve --port %s",
                "explain -o %s",
                "inject -f /%s",
                "serve --policies /%s",
                "doctor --kubeconfig /%s"
            })
    void errorsShowNoControlCharacters(String arguments) {
        Run run = Run.of(arguments.formatted("attack\u001b[2J\u202e").split(" ", -1));
        assertThat(run.exit()).isIn(1, 2);
        assertThat(run.err()).contains("attack[2J").doesNotContain("\u001b", "\u202e");
    }

    /// An address that can never be reached is an error of the configuration, at once.
    @ParameterizedTest
    @ValueSource(strings = {"doctor", "serve", "observe"})
    void theServerOfAKubeconfigMustBeAUrl(String command, @TempDir Path work) throws IOException {
        Path kubeconfig =
                Files.writeString(
                        work.resolve("kubeconfig"),
                        """
                        apiVersion: v1
                        kind: Config
                        current-context: a
                        clusters: [{name: a, cluster: {server: "not a url%"}}]
                        users: [{name: a, user: {token: x}}]
                        contexts: [{name: a, context: {cluster: a, user: a}}]
                        """);
        Run run = Run.of(command, "--kubeconfig=" + kubeconfig);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("not a url%", "which is not a URL like https://HOST:6443")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({
        "v1, Pod, ''",
        "v1, ReplicationController, /spec/template",
        "apps/v1, Deployment, /spec/template",
        "apps/v1, StatefulSet, /spec/template",
        "apps/v1, DaemonSet, /spec/template",
        "apps/v1, ReplicaSet, /spec/template",
        "batch/v1, Job, /spec/template",
        "batch/v1, CronJob, /spec/jobTemplate/spec/template",
        "argoproj.io/v1alpha1, Rollout, /spec/template",
        "apps.openshift.io/v1, DeploymentConfig, /spec/template",
        "apps.kruise.io/v1alpha1, CloneSet, /spec/template",
        "keda.sh/v1alpha1, ScaledJob, /spec/jobTargetRef/template",
        "sparkoperator.k8s.io/v1beta2, SparkApplication, /spec/driver/template",
        "example.com/v1, Thing, /spec/a/b/c/workers",
        "example.com/v1, Thing, /spec",
    })
    void everyWorkloadIsInjectedWhereItsPodsAreMade(String apiVersion, String kind, String place)
            throws IOException {
        String object = object(apiVersion, kind, place);
        Run injected = Run.reading(object, "inject", "-f", "-");
        assertThat(injected.exit()).as(injected.err()).isZero();
        JsonNode pod = injected.trees().getFirst().at(place);
        assertThat(pod.at("/spec/initContainers/1/name").asText()).isEqualTo("migrate-default");
        assertThat(pod.at("/metadata/labels/migrate.io~1injected").asText()).isEqualTo("true");

        Run restored = Run.reading(injected.out(), "uninject", "-f", "-");
        assertThat(restored.trees().toString()).isEqualTo(Run.trees(object).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "v1, PodTemplate, /template",
        "networking.k8s.io/v1, Ingress, /spec/template",
        "'', '', /spec/template",
        "'', Thing, /spec/template",
        "example.com/v1, '', /spec/template",
        "example.com/v1, List, /items",
        "example.com/v1, Thing, /status/template",
        "serving.knative.dev/v1, Service, /spec/template",
    })
    void whatOnlyLooksLikeAWorkloadIsLeftAlone(String apiVersion, String kind, String place)
            throws IOException {
        String object = object(apiVersion, kind, place);
        Run run = Run.reading(object, "inject", "-f", "-");
        assertThat(run.exit()).isZero();
        assertThat(run.trees().toString()).isEqualTo(Run.trees(object).toString());
    }

    private static final String SEVERAL =
            """
            apiVersion: jobset.x-k8s.io/v1alpha2
            kind: JobSet
            metadata: {name: train%1$s}
            spec:
              replicatedJobs:
                - name: leader
                  template:
                    metadata: {labels: {app: train}}
                    spec: {template: %2$s}
                - name: workers
                  template: {spec: {template: %3$s}}
            """;

    @Test
    void everyTemplateOfACustomResourceIsInjectedByItself() throws IOException {
        String plain = TEMPLATE.replaceFirst("metadata: \\{.*}}", "metadata: {}");
        assertThat(plain).doesNotContain("migrate.io");
        String jobSet = SEVERAL.formatted("", TEMPLATE, plain);
        Run run = Run.reading(jobSet, "inject", "-f", "-");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        JsonNode jobs = run.trees().getFirst().at("/spec/replicatedJobs");
        assertThat(jobs.at("/0/template/spec/template/spec/initContainers")).hasSize(2);
        assertThat(jobs.at("/1/template/spec/template").toString())
                .isEqualTo(Run.trees(plain).getFirst().toString());
        assertThat(Run.reading(run.out(), "uninject", "-f", "-").trees().toString())
                .isEqualTo(Run.trees(jobSet).toString());

        Run refused =
                Run.reading(
                        SEVERAL.formatted("", TEMPLATE, TEMPLATE.replace("/api:/sql", "/web:/sql")),
                        "inject",
                        "-f",
                        "-");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith(
                        "-: document 1: JobSet train:"
                                + " spec.replicatedJobs[1].template.spec.template:"
                                + " migrate.io/source: container \"web\" does not exist");
        assertThat(Run.reading(jobSet, "explain", "-f", "-").out())
                .contains(
                        "-: document 1: JobSet train:"
                                + " spec.replicatedJobs[0].template.spec.template\n",
                        "-: document 1: JobSet train:"
                                + " spec.replicatedJobs[1].template.spec.template\n");
    }

    /// Once for each object, and not for keys that a template has too. Its controller may copy
    /// them, so nothing is refused.
    @Test
    void keysBesideTheTemplatesOfACustomResourceAreWarnedAbout() throws IOException {
        String plain = TEMPLATE.replace("migrate.io/enabled: \"true\",", "");
        String mark = ", annotations: {migrate.io/enabled: 'true'}";
        String warning =
                "warning: -: document 1: JobSet train:"
                        + " spec.replicatedJobs[0].template.spec.template: migrate.io/enabled: may"
                        + " have no effect on the JobSet; set it on the Pods, in"
                        + " metadata.annotations of the template\n";
        Run run = Run.reading(SEVERAL.formatted(mark, plain, plain), "inject", "-f", "-");
        assertThat(run.exit()).isZero();
        assertThat(run.err().lines().filter(each -> each.contains("may have no effect")))
                .containsExactly(warning.strip());
        assertThat(Run.reading(SEVERAL.formatted(mark, plain, TEMPLATE), "inject", "-f", "-").err())
                .doesNotContain("no effect on the JobSet");

        String inside =
                SEVERAL.formatted("", plain, plain)
                        .replace("labels: {app: train}", "annotations: {migrate.io/mode: wait}");
        assertThat(Run.reading(inside, "inject", "-f", "-").err())
                .contains(
                        "migrate.io/mode: may have no effect on the object at"
                                + " spec.replicatedJobs[0].template; set it on the Pods");

        String rollout = object("argoproj.io/v1alpha1", "Rollout", "/spec/template");
        String misplaced =
                rollout.replace("{migrate.io/enabled: \"true\", ", "{")
                        .replaceFirst(
                                "kind: Rollout",
                                "kind: Rollout, metadata: {annotations: {migrate.io/enabled:"
                                        + " 'true'}}");
        Run refused = Run.reading(misplaced, "inject", "-f", "-");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("migrate.io/enabled: has no effect on the Rollout");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: api, annotations: {migrate.io/enabled: "true"}}, spec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: api}}} | Rollout api: is not injected, because it has no Pod template of its own
                    {apiVersion: example.com/v1, kind: Thing, metadata: {name: a}, spec: {pods: {annotations: {migrate.io/policy: shop}}}} | Thing a: is not injected, because it has no Pod template of its own
                    {apiVersion: example.com/v1, kind: Thing, metadata: {name: a}, spec: {manifest: {apiVersion: v1, kind: Pod, metadata: {annotations: {migrate.io/enabled: "true"}}, spec: {containers: [{name: x}]}}}} | Thing a: is not injected, because it has no Pod template of its own
                    {apiVersion: example.com/v1, kind: Thing, metadata: {name: a}, spec: {pods: {annotations: {migrate.io/enabled: "false"}}}} |
                    {apiVersion: example.com/v1, kind: Thing, metadata: {name: a, labels: {migrate.io/injection: disabled}}, spec: {}} |
                    {apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: {migrate.io/enabled: "true"}}} |
                    {apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: api}, spec: {template: {metadata: {annotations: {migrate.io/enabled: "true", migrate.io/source: "container/user-container:/sql"}}, spec: {containerConcurrency: 1, containers: [{image: "example.com/api:1"}]}}}} | Service api: is not injected, because Knative refuses init containers in a Service unless kubernetes.podspec-init-containers is enabled; in the cluster, the webhook injects its Pods when they are created
                    """)
    void whatIsPassedByIsNamed(String object, String line) throws IOException {
        Run run = Run.reading(object, "inject", "-f", "-");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.trees().toString()).isEqualTo(Run.trees(object).toString());
        assertThat(run.err().lines())
                .hasSize(line == null ? 0 : 1)
                .allSatisfy(each -> assertThat(each).startsWith("warning: -: document 1: " + line));
        assertThat(Run.reading(object, "explain", "-f", "-").err())
                .contains(line == null ? "" : line);
    }

    /// The Pods of a Knative Service are checked all the same.
    @Test
    void theTemplateOfAKnativeServiceIsExplained() {
        String service = object("serving.knative.dev/v1", "Service", "/spec/template");
        Run explained = Run.reading(service, "explain", "-f", "-");
        assertThat(explained.exit()).isZero();
        assertThat(explained.out()).contains("migrate-default");
        Run refused = Run.reading(service.replace("api:/sql", "web:/sql"), "inject", "-f", "-");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("container \"web\" does not exist");
    }

    @Test
    void aListIsInjectedItemByItem() throws IOException {
        String list = "{apiVersion: v1, kind: List, items: [%s, {a: 1}, %s, 7]}";
        String good = list.formatted(POD, object("batch/v1", "Job", "/spec/template"));
        JsonNode items = Run.reading(good, "inject", "-f", "-").trees().getFirst().path("items");
        assertThat(items.at("/0/spec/initContainers")).hasSize(2);
        assertThat(items.at("/1").toString()).isEqualTo("{\"a\":1}");
        assertThat(items.at("/2/spec/template/spec/initContainers")).hasSize(2);

        Run refused = Run.reading(list.formatted(POD, BAD_POD), "inject", "-f", "-");
        assertThat(refused.err()).startsWith("-: document 1: item 3: Pod *: migrate.io/source: ");
    }

    @Test
    void otherDocumentsPassThroughAsTheyAre() throws IOException {
        String file = file("all.yaml", SERVICE + "---\n" + POD + "\n---\n---\n" + SERVICE);
        Run run = Run.of("inject", "-f", file);
        assertThat(run.out().lines().filter("---"::equals)).hasSize(2);
        List<JsonNode> trees = run.trees();
        String service = Run.trees(SERVICE).getFirst().toString();
        assertThat(trees).hasSize(3);
        assertThat(trees.get(0).toString()).isEqualTo(service);
        assertThat(trees.get(1).at("/spec/initContainers")).hasSize(2);
        assertThat(trees.get(2).toString()).isEqualTo(service);
    }

    @Test
    void severalFilesAreOneStreamAndTellAllRefusalsAtOnce() throws IOException {
        String good = file("good.yaml", POD);
        String bad = file("bad.yaml", SERVICE + "---\n" + BAD_POD + "\n---\n" + BAD_POD);
        assertThat(Run.of("inject", "-f", good, "-f", good).trees()).hasSize(2);

        Run run = Run.of("inject", "-f", good, "-f", bad);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(2);
        assertThat(run.err())
                .contains(bad + ": document 2: Pod *: migrate.io/source: value \"nowhere\" is not")
                .contains(bad + ": document 3: Pod *: ");
    }

    @Test
    void jsonComesOneAfterTheOther() throws IOException {
        Run run = Run.reading(POD + "\n---\n" + SERVICE, "inject", "-f", "-", "-o", "json");
        assertThat(run.out()).startsWith("{\n  \"apiVersion\": \"v1\",").doesNotContain("---");
        assertThat(run.trees()).hasSize(2);
        assertThat(Run.reading(run.out(), "uninject", "-f", "-", "-o", "JSON").trees().toString())
                .isEqualTo(Run.trees(POD + "\n---\n" + SERVICE).toString());
    }

    @Test
    void theNamespaceIsTheObjectsOwnElseTheOptionElseDefault() throws IOException {
        String policies = file("policy.yaml", POLICY.formatted(", namespace: shop"));
        String inShop = POD.replaceFirst("metadata: \\{", "metadata: {namespace: shop, ");
        assertThat(Run.reading(POD, "inject", "-f", "-", "--policy", policies).out())
                .doesNotContain("db-migrator");
        assertThat(Run.reading(inShop, "inject", "-f", "-", "--policy", policies).out())
                .contains("db-migrator");
        assertThat(Run.reading(POD, "inject", "-f", "-", "--policy", policies, "-n", "shop").out())
                .contains("db-migrator");
        String anywhere = file("anywhere.yaml", POLICY.formatted(""));
        assertThat(Run.reading(POD, "inject", "-f", "-", "--policy", anywhere, "-n", "a").out())
                .contains("db-migrator");
    }

    @Test
    void theMigratorsImageMayBeChosen() {
        assertThat(Run.reading(POD, "inject", "-f", "-", "--migrator-image", "corp/m:7").out())
                .contains("image: corp/m:7\n");
    }

    @Test
    void annotationsOnTheWorkloadAreRefusedUnlessItsPodsHaveThemToo() throws IOException {
        String deployment = object("apps/v1", "Deployment", "/spec/template");
        String both =
                deployment.replaceFirst(
                        "kind: Deployment",
                        "kind: Deployment, metadata: {annotations: {migrate.io/enabled: 'true'}}");
        assertThat(Run.reading(both, "inject", "-f", "-").exit()).isZero();

        String misplaced = both.replace("{migrate.io/enabled: \"true\", ", "{");
        for (String command : List.of("inject", "explain")) {
            Run run = Run.reading(misplaced, command, "-f", "-");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err() + run.out())
                    .contains("migrate.io/enabled: has no effect on the Deployment");
        }
    }

    @Test
    void warningsAboutTheWorkloadArePrinted() throws IOException {
        String job =
                object("batch/v1", "Job", "/spec/template")
                        .replaceFirst("spec: \\{", "spec: {backoffLimit: 0, ");
        assertThat(Run.reading(job, "inject", "-f", "-").err())
                .startsWith(
                        "warning: -: document 1: Job *: spec.backoffLimit: with 0, one failed"
                                + " migration fails the");
        Run explained = Run.reading(job, "explain", "-f", "-");
        assertThat(explained.exit()).isZero();
        assertThat(explained.out())
                .contains("spec.backoffLimit: with 0, one failed migration fails the");
        assertThat(Run.reading(job, "explain", "-f", "-", "-o", "json").out())
                .contains("spec.backoffLimit: with 0, one failed migration fails the");
    }

    @Test
    void invalidFilesAreReportedWithLineAndReason() throws IOException {
        String yaml = file("bad.yaml", "a: 1\nb: [\n");
        String missing = folder.resolve("missing.yaml").toString();
        for (String command : List.of("inject", "uninject", "explain")) {
            Run run = Run.of(command, "-f", yaml, "-f", missing, "-f", folder.toString());
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith(yaml + ": line 3: while parsing"),
                            line ->
                                    assertThat(line)
                                            .isEqualTo(missing + ": no such file or directory"),
                            line -> assertThat(line).startsWith(folder + ": cannot be read: "));
        }
    }

    @Test
    void invalidPoliciesAreReportedAndNothingIsDone() throws IOException {
        String policy = file("policy.yaml", POLICY.formatted("") + "  format: Excel\n");
        String missing = folder.resolve("missing").toString();
        String service = file("service.yaml", SERVICE);
        for (String command : List.of("inject", "explain")) {
            Run run =
                    Run.reading(
                            POD,
                            command,
                            "-f",
                            "-",
                            "--policy",
                            policy,
                            "--policy",
                            missing,
                            "--policy",
                            service);
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .contains("--policy " + policy + ": ")
                    .contains("Excel")
                    .contains("--policy " + missing + ": no such file or directory")
                    .contains("--policy " + service + ": contains no MigrationPolicy");
        }
    }

    @Test
    void aForgedStatusTakesNothingOfTheUsers() throws IOException {
        String forged =
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: api
                  annotations:
                    migrate.io/status: '{"v":1,"initContainers":["setup"],"volumes":["data"]}'
                spec:
                  initContainers: [{name: setup}]
                  volumes: [{name: data}]
                """;
        Run run = Run.reading(POD + "\n---\n" + forged, "uninject", "-f", "-");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "-: document 2: Pod api: migrate.io/status: lists init containers that"
                                + " this Pod does not have\n");

        ObjectNode injected = (ObjectNode) Run.reading(POD, "inject", "-f", "-").trees().getFirst();
        injected.withArray("/spec/initContainers").addObject().put("name", "setup");
        String text = injected.toString().replace("\\\"initContainers\\\":[", "$0\\\"setup\\\",");
        Run restored =
                Run.reading(text.replace("$0", "\\\"initContainers\\\":["), "uninject", "-f", "-");
        assertThat(restored.trees().getFirst().at("/spec/initContainers").toString())
                .isEqualTo("[{\"name\":\"setup\"}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metadata: {%s, labels: x}                          | metadata.labels: is not an"
                        + " object",
                "{metadata: {%s}, spec: []}                         | spec: is not an object",
                "{metadata: {%s}, spec: {containers: {}}}           | spec.containers: is not a"
                        + " list of objects",
                "{metadata: {%s}, spec: {initContainers: [a]}}      | spec.initContainers: is not a"
                        + " list of objects",
                "{metadata: {%s}, spec: {containers: [{env: {}}]}}  | spec.containers.env: is not a"
                        + " list of objects",
            })
    void whatIsNoPodAtAllIsRefused(String members, String message) throws IOException {
        String annotations =
                "annotations: {migrate.io/enabled: 'true', migrate.io/source: migrator}";
        ObjectNode pod = (ObjectNode) Run.trees(members.formatted(annotations)).getFirst();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        for (String command : List.of("inject", "explain")) {
            Run run = Run.reading(pod.toString(), command, "-f", "-");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err() + run.out()).contains(message);
        }
    }

    @Test
    void aFullDiskIsNoSuccess() {
        var broken =
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int length) throws IOException {
                        throw new IOException("no space left");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        assertThat(
                        Main.commandLine()
                                .setOut(new PrintWriter(broken))
                                .setErr(new PrintWriter(Writer.nullWriter()))
                                .execute(
                                        "inject",
                                        "-f",
                                        "src/test/resources/cases/policy/pod.yaml",
                                        "--policy",
                                        "src/test/resources/cases/policy",
                                        "-n",
                                        "shop"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inject", "uninject", "explain"})
    void helpHelps(String command) {
        Run run = Run.of(command, "--help");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("Usage: migrate-webhook " + command, "Exit codes:", "Examples:")
                .contains("  migrate-webhook " + command + " -f ");
        assertThat(Run.of(command).exit()).isEqualTo(2);
        assertThat(Run.of(command, "-f", "-", "-o", "xml").exit()).isEqualTo(2);
    }

    @Test
    void clientNamesNeedAnAuthority() {
        Run run = Run.of("serve", "--client-name", "kube-apiserver");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("--client-name has no effect without --client-ca-file");
        assertThat(Run.of("serve", "--client-mode", "warn").exit()).isEqualTo(2);
    }

    @Test
    void theHelpOfDoctorListsItsChecks() {
        String help = Run.of("doctor", "--help").out().replaceAll("\\s+", " ");
        Checks.descriptions()
                .forEach((name, verifies) ->
                        assertThat(help).contains(" " + name + " " + verifies.replace("`", "")));
    }

    private static String object(String apiVersion, String kind, String place) {
        String[] members = place.split("/", -1);
        String tree = TEMPLATE;
        for (int i = members.length - 1; i > 0; i--) {
            tree = "{" + members[i] + ": " + tree + "}";
        }
        return "{apiVersion: %s, kind: %s, %s".formatted(apiVersion, kind, tree.substring(1));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
