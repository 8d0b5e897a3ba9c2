package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// Workloads applied with kubectl to a real API server: warnings, rejections, and requests that
/// bypass the webhook.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WorkloadsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ENABLED =
            "migrate.io/enabled: \"true\", migrate.io/source: \"container/api:/app/drizzle\"";
    private static final String BAD = "migrate.io/enabled: \"maybe\"";
    private static final String REFUSED =
            "admission webhook \"workloads.check.migrate.io\" denied the request:"
                    + " migrate.io/enabled: value \"maybe\" is not one of \"true\", \"false\"";
    private static final String MISPLACED =
            "migrate.io/enabled: has no effect on the Deployment; set it on the Pods, in"
                    + " metadata.annotations of the template";

    @AutoClose private Cluster cluster;
    @AutoClose private Webhook webhook;
    private Kubectl kubectl;
    private KubernetesClient client;

    @BeforeAll
    void start(@TempDir Path work) throws IOException, InterruptedException {
        cluster = Cluster.start(work);
        client = cluster.client();
        kubectl = cluster.kubectl();
        webhook = Webhook.start(work, Files.createDirectory(work.resolve("policies")));
        cluster.namespace("shop", Map.of());
        cluster.namespace("opted-out", Map.of("migrate.io/injection", "disabled"));
        cluster.namespace("legacy", Map.of("migrate.io/injection", "disabled"));
        register();
    }

    /// Registers the shipped configuration with the two differences outside a cluster.
    private void register() throws IOException {
        ValidatingWebhookConfiguration configuration =
                client.getKubernetesSerialization()
                        .unmarshal(
                                Files.readString(manifest("validating-webhook.yaml")),
                                ValidatingWebhookConfiguration.class);
        Installation.redirect(
                configuration.getWebhooks().getFirst().getClientConfig(),
                webhook.uri().resolve("/workloads"),
                Files.readString(webhook.caFile()));
        client.resource(configuration).create();
        awaitRefusal("shop");
    }

    private void awaitRefusal(String namespace) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        kubectl.apply(namespace, deployment("probe", BAD), "--dry-run=server")
                                        .exit()
                                == 1);
    }

    private static Path manifest(String name) {
        return ProjectRoot.root().resolve("manifests/base").resolve(name);
    }

    /// @param annotations annotations of the template
    /// @param spec other members of the spec
    private static String workload(String kind, String name, String annotations, String spec) {
        String group = kind.endsWith("Job") ? "batch/v1" : "apps/v1";
        boolean runsOnce = kind.endsWith("Job");
        String template =
                """
                template: {metadata: {labels: {app: %1$s}, annotations: {%2$s}},
                           spec: {%3$s containers: [{name: api, image: "registry.example.com/shop/api:1.4.0"}]}}
                """
                        .formatted(name, annotations, runsOnce ? "restartPolicy: Never," : "");
        String members = join(spec, template);
        return """
        apiVersion: %s
        kind: %s
        metadata: {name: %s}
        spec: {%s}
        """
                .formatted(
                        group,
                        kind,
                        name,
                        switch (kind) {
                            case "CronJob" ->
                                    "schedule: \"@daily\", jobTemplate: {spec: {%s}}"
                                            .formatted(members);
                            case "Job" -> members;
                            default ->
                                    join(
                                            "selector: {matchLabels: {app: %s}}".formatted(name),
                                            members);
                        });
    }

    private static String join(String some, String others) {
        return some.isEmpty() ? others : some + ", " + others;
    }

    private static String deployment(String name, String annotations) {
        return workload("Deployment", name, annotations, "replicas: 0");
    }

    private Kubectl.Run apply(String manifest) throws IOException, InterruptedException {
        return kubectl.apply("shop", manifest);
    }

    private static void assertSilent(Kubectl.Run run) {
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(Kubectl.warnings(run)).isEmpty();
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(strings = {"mutating-webhook.yaml", "validating-webhook.yaml"})
    void theApiServerAddsNoDefaults(String file) throws IOException, InterruptedException {
        Path manifest = manifest(file);
        String other = Files.readString(manifest).replace("name: migrate-io-", "name: another-");
        Kubectl.Run run = kubectl.apply("default", other, "--dry-run=server", "-o", "json");
        assertThat(run.exit()).as(run.output()).isZero();
        JsonNode stored = new ObjectMapper().readTree(run.output());
        assertThat(stored.path("webhooks")).isEqualTo(YAML.readTree(other).path("webhooks"));
    }

    @ParameterizedTest
    @Order(2)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    Deployment  | replicas: 0               | replicas: 0, progressDeadlineSeconds: 60 | spec.progressDeadlineSeconds: 60 seconds do not exceed the 8m
                    StatefulSet | replicas: 1               | replicas: 3                              | spec.podManagementPolicy: with OrderedReady, statefulset-0 migrates
                    DaemonSet   | ``                        | ``                                       | container api: image "registry.example.com/shop/api" has no fixed version
                    ReplicaSet  | replicas: 0               | replicas: 0                              | container api: image "registry.example.com/shop/api" has no fixed version
                    Job         | backoffLimit: 1           | backoffLimit: 0                          | spec.backoffLimit: with 0, one failed migration fails the Job permanently
                    CronJob     | backoffLimit: 1           | backoffLimit: 0                          | spec.jobTemplate.spec.backoffLimit: with 0, one failed migration fails the Job permanently
                    """)
    void kubectlPrintsWarningsAndErrorsForEachKind(
            String kind, String good, String doubtful, String warning)
            throws IOException, InterruptedException {
        String name = kind.toLowerCase(Locale.ROOT);
        Kubectl.Run refused = apply(workload(kind, name, BAD, good));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output())
                .isEqualToIgnoringNewLines(
                        "Error from server (BadRequest): error when creating \"STDIN\": "
                                + REFUSED);
        assertThat(kubectl.in("shop", "get", kind, name).output()).contains("NotFound");

        assertSilent(apply(workload(kind, name + "-good", ENABLED, good)));

        String manifest = workload(kind, name, ENABLED, doubtful);
        Kubectl.Run warned =
                apply(
                        warning.contains("no fixed version")
                                ? manifest.replace(":1.4.0", "")
                                : manifest);
        assertThat(warned.exit()).as(warned.output()).isZero();
        assertThat(Kubectl.warnings(warned))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith(warning));
        assertThat(webhook.admissions("\"" + name + "\""))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("\"kind\":\"" + kind + "\""));
    }

    /// Their definitions accept any `spec`, as those of the projects do not; what counts here is
    /// where their templates are.
    @ParameterizedTest
    @Order(2)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    argoproj.io/v1alpha1     | Rollout          | rollouts          | {replicas: 0, template: %s}
                    apps.openshift.io/v1     | DeploymentConfig | deploymentconfigs | {replicas: 0, template: %s}
                    serving.knative.dev/v1   | Service          | services          | {template: %s}
                    keda.sh/v1alpha1         | ScaledJob        | scaledjobs        | {jobTargetRef: {template: %s}}
                    jobset.x-k8s.io/v1alpha2 | JobSet           | jobsets           | {replicatedJobs: [{name: a, template: {spec: {template: {spec: {containers: [{name: a, image: "a:1"}]}}}}}, {name: b, template: {spec: {template: %s}}}]}
                    batch.volcano.sh/v1alpha1 | Job             | jobs              | {tasks: [{name: a, template: %s}]}
                    """)
    void customResourcesWithTemplatesAreChecked(
            String apiVersion, String kind, String plural, String spec)
            throws IOException, InterruptedException {
        String group = apiVersion.replaceFirst("/.*", "");
        define(group, apiVersion.replaceFirst(".*/", ""), kind, plural);
        String template =
                "{metadata: {annotations: {%s}}, spec: {containers: [{name: api, image:"
                        + " \"example.com/api:1\"}]}}";
        String name = kind.toLowerCase(Locale.ROOT) + "-custom";
        String object =
                "apiVersion: %s\nkind: %s\nmetadata: {name: %s}\nspec: %s\n"
                        .formatted(apiVersion, kind, name, spec.formatted(template));

        Kubectl.Run refused = apply(object.formatted(BAD));
        assertThat(refused.exit()).as(refused.output()).isEqualTo(1);
        assertThat(refused.output()).contains(REFUSED);
        assertThat(webhook.admissions("\"" + name + "\"")).hasSize(1);

        assertThat(apply(object.formatted(ENABLED)).exit()).isZero();
        assertThat(webhook.admissions("\"" + name + "\""))
                .hasSize(2)
                .last()
                .satisfies(line -> assertThat(line).contains("template-accepted"));
        String other = object.replace(name, name + "-other");
        assertSilent(apply(other.formatted("example.com/a: b")));
        assertThat(webhook.admissions(name + "-other"))
                .as("the negative control: without a key, the webhook is not asked")
                .isEmpty();
    }

    private void define(String group, String version, String kind, String plural)
            throws IOException, InterruptedException {
        String definition =
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: %1$s.%2$s
                spec:
                  group: %2$s
                  scope: Namespaced
                  names: {kind: %3$s, plural: %1$s, singular: %4$s}
                  versions:
                    - name: %5$s
                      served: true
                      storage: true
                      schema:
                        openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
                """
                        .formatted(plural, group, kind, kind.toLowerCase(Locale.ROOT), version);
        assertThat(kubectl.apply("default", definition).exit()).isZero();
        Kubectl.Run established =
                kubectl.in(
                        "default",
                        "wait",
                        "--for=condition=Established",
                        "--timeout=180s",
                        "crd/" + plural + "." + group);
        assertThat(established.exit()).as(established.output()).isZero();
    }

    @Test
    @Order(3)
    void aMisplacedKeyIsRejectedOnCreateAndWarnedAboutOnUpdate()
            throws IOException, InterruptedException {
        String plain = deployment("misplaced", "");
        String marked = plain.replace("name: misplaced}", "name: misplaced, annotations: {%s}}");
        Kubectl.Run refused = apply(marked.formatted("migrate.io/enabled: \"true\""));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("denied the request: " + MISPLACED);

        assertSilent(apply(plain));
        assertThat(webhook.admissions("misplaced"))
                .as("only the rejected request reached the webhook")
                .hasSize(1);
        Kubectl.Run annotated =
                kubectl.in(
                        "shop", "annotate", "deployment", "misplaced", "migrate.io/enabled=true");
        assertThat(annotated.exit()).as(annotated.output()).isZero();
        assertThat(Kubectl.warnings(annotated)).containsExactly(MISPLACED);
        assertSilent(
                kubectl.in("shop", "annotate", "deployment", "misplaced", "example.com/other=x"));
    }

    /// Kubernetes accepts such a template in a CronJob.
    @Test
    @Order(3)
    void aTemplateWithoutMetadataIsAccepted() throws IOException, InterruptedException {
        ObjectNode cronJob = (ObjectNode) YAML.readTree(workload("CronJob", "bare", "", ""));
        ((ObjectNode) cronJob.at("/spec/jobTemplate/spec/template")).remove("metadata");
        assertSilent(apply(cronJob.toString()));
        assertThat(webhook.admissions("\"bare\"")).isEmpty();

        cronJob.withObject("/metadata").put("name", "bare-marked");
        cronJob.withObject("/metadata/annotations").put("migrate.io/enabled", "true");
        Kubectl.Run refused = apply(cronJob.toString());
        assertThat(refused.output()).contains("migrate.io/enabled: has no effect on the CronJob");
    }

    /// Objects that existed before the installation can still be deleted and changed except for
    /// their template.
    @Test
    @Order(4)
    void existingWorkloadsAreLeftAlone() throws IOException, InterruptedException {
        for (String name : new String[] {"old", "going"}) {
            assertThat(kubectl.apply("legacy", deployment(name, BAD)).exit()).isZero();
        }
        kubectl.in("legacy", "label", "namespace", "legacy", "migrate.io/injection-");
        awaitRefusal("legacy");

        assertSilent(kubectl.in("legacy", "scale", "deployment", "old", "--replicas=1"));
        assertThat(webhook.admissions("\"old\"")).as("a subresource").isEmpty();
        assertSilent(kubectl.in("legacy", "label", "deployment", "old", "a=b"));
        assertSilent(
                kubectl.in(
                        "legacy",
                        "patch",
                        "deployment",
                        "old",
                        "-p",
                        "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]},\"spec\":{\"replicas\":0}}"));
        assertThat(webhook.admissions("\"old\""))
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line).contains("template-unchanged", "\"untouched\""));
        Kubectl.Run refused =
                kubectl.in("legacy", "set", "image", "deployment/old", "api=example.com/api:2");
        assertThat(refused.exit()).as("the negative control: the template").isEqualTo(1);
        assertThat(refused.output()).contains(REFUSED);
    }

    @Test
    @Order(5)
    void deletionsBypassTheWebhook() throws IOException, InterruptedException {
        assertSilent(
                kubectl.in(
                        "legacy",
                        "patch",
                        "deployment",
                        "going",
                        "-p",
                        "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}"));
        assertSilent(kubectl.in("legacy", "delete", "deployment", "going", "--wait=false"));
        int seen = webhook.admissions("\"going\"").size();
        assertSilent(
                kubectl.in("legacy", "set", "image", "deployment/going", "api=example.com/api:2"));
        assertSilent(
                kubectl.in(
                        "legacy",
                        "patch",
                        "deployment",
                        "going",
                        "-p",
                        "{\"metadata\":{\"finalizers\":null}}"));
        assertThat(webhook.admissions("\"going\"")).hasSize(seen);
        assertThat(kubectl.in("legacy", "get", "deployment", "going").output())
                .contains("NotFound");
    }

    @ParameterizedTest
    @Order(6)
    @ValueSource(strings = {"ReplicaSet", "Job"})
    void objectsOfControllersBypassTheWebhook(String kind)
            throws IOException, InterruptedException {
        String name = "owned-" + kind.toLowerCase(Locale.ROOT);
        String owner =
                "ownerReferences: [{apiVersion: example.com/v1, kind: Rollout, name: x, uid: x%s}]";
        String bad = workload(kind, name, BAD, "");
        String owned = bad.replace("name: " + name + "}", "name: " + name + ", " + owner + "}");
        Kubectl.Run refused = apply(owned.formatted(""));
        assertThat(refused.output()).as("the negative control: no controller").contains(REFUSED);
        int seen = webhook.admissions(name).size();
        assertSilent(apply(owned.formatted(", controller: true")));
        assertThat(webhook.admissions(name)).hasSize(seen);
    }

    @Test
    @Order(6)
    void theReplicaSetOfADeploymentBypassesTheWebhook() throws IOException, InterruptedException {
        cluster.requireControllers();
        assertSilent(apply(deployment("maker", ENABLED)));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        kubectl.in("shop", "get", "replicaset", "-l", "app=maker")
                                .output()
                                .contains("maker-"));
        assertThat(webhook.admissions("maker-")).isEmpty();
        assertThat(webhook.admissions("\"maker\"")).isNotEmpty();
    }

    @Test
    @Order(7)
    void optedOutObjectsBypassTheWebhook() throws IOException, InterruptedException {
        assertSilent(kubectl.apply("opted-out", deployment("excluded", BAD)));
        assertSilent(
                apply(
                        deployment("excluded", BAD)
                                .replace(
                                        "labels: {app: excluded}",
                                        "labels: {app: excluded, migrate.io/injection:"
                                                + " disabled}")));
        assertThat(webhook.admissions("excluded")).isEmpty();

        String labelled =
                deployment("labelled", "%s")
                        .replace(
                                "name: labelled}",
                                "name: labelled, labels: {migrate.io/injection: disabled}}");
        assertThat(Kubectl.warnings(apply(labelled.formatted(ENABLED))))
                .as("the label of the Deployment does not apply to its Pods")
                .singleElement()
                .satisfies(line ->
                        assertThat(line)
                                .startsWith(
                                        "migrate.io/injection: has no effect on the Deployment"));
        assertThat(apply(labelled.formatted(BAD)).output()).contains(REFUSED);
    }

    /// kustomize and Helm apply the policy after the Deployment.
    @Test
    @Order(7)
    void aMissingPolicyIsAWarning() throws IOException, InterruptedException {
        Kubectl.Run run =
                apply(
                        deployment(
                                "early", "migrate.io/enabled: \"true\", migrate.io/policy: stock"));
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(Kubectl.warnings(run))
                .containsExactly(
                        "migrate.io/policy: policy \"stock\" does not exist (yet) in namespace"
                                + " shop, which has none; the Pod's controller retries");
    }

    @Test
    @Order(8)
    void withoutTheWebhookWorkloadsAreAdmitted() throws IOException, InterruptedException {
        assertThat(apply(deployment("late", BAD)).exit()).as("the negative control").isEqualTo(1);
        webhook.kill();
        Kubectl.Run run = apply(deployment("late", BAD));
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(MetricsPage.identities(client.raw("/metrics")))
                .as("the API server metrics used by alerts and dashboard")
                .containsAll(MetricsPage.apiServer("workloads.check.migrate.io"));
    }
}
