package io.migrate.webhook.workload;

import static io.migrate.webhook.workload.Fixtures.annotate;
import static io.migrate.webhook.workload.Fixtures.deployment;
import static io.migrate.webhook.workload.Fixtures.image;
import static io.migrate.webhook.workload.Fixtures.mark;
import static io.migrate.webhook.workload.Fixtures.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.injection.Injector;
import io.migrate.webhook.injection.Reason;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What is refused, what is only warned about, and what is left alone.
class WorkloadDecisionTest {
    private static final String BAD = "migrate.io/timeout: soon";
    private static final String NEWER = "registry.example.com/shop/api:1.5.0";
    private static final String MISPLACED =
            "migrate.io/mode: has no effect on the Deployment; set it on the Pods, in"
                    + " metadata.annotations of the template";

    private static Verdict create(ObjectNode object) {
        return create(object, Fixtures.NO_POLICY);
    }

    private static Verdict create(ObjectNode object, Policies policies) {
        return new WorkloadDecision(Fixtures.SHOP, policies).onCreate(object);
    }

    private static Verdict update(ObjectNode before, ObjectNode after) {
        return new WorkloadDecision(Fixtures.SHOP, Fixtures.NO_POLICY).onUpdate(before, after);
    }

    private static Verdict untouched(String reason, String... warnings) {
        return new Verdict.Untouched(
                Reason.valueOf(reason.toUpperCase(Locale.ROOT).replace('-', '_')),
                List.of(warnings));
    }

    /// The sentences are those that the Pod would get.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POD")
    void eachKindIsRefusedForWhatItsPodsWouldBe(WorkloadKind kind) {
        ObjectNode object = workload(kind.name(), "{}");
        assertThat(create(object)).isEqualTo(untouched("template-accepted"));
        annotate(object, BAD + ", migrate.io/tiemout: 1m");
        ObjectNode pod = PodTemplate.in(object).getFirst().pod();
        assertThat(create(object))
                .isInstanceOf(Verdict.Refused.class)
                .isEqualTo(Injector.inject(pod, Fixtures.SHOP, Fixtures.NO_POLICY));
    }

    @Test
    void theEnginesWarningsAreGivenToo() {
        assertThat(create(annotate(deployment(), "migrate.io/something: else")))
                .isEqualTo(
                        untouched(
                                "template-accepted",
                                "migrate.io/something is unknown to this version and has no"
                                        + " effect"));
    }

    @Test
    void aKeyInTheWrongPlaceIsRefusedInANewObject() {
        ObjectNode deployment = mark(deployment(), "annotations: {migrate.io/mode: wait}");
        assertThat(create(deployment))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.message()).isEqualTo(MISPLACED));
        annotate(deployment, "migrate.io/mode: wait");
        assertThat(create(deployment)).isEqualTo(untouched("template-accepted"));
    }

    @Test
    void aChangedTemplateIsRefusedAsANewOneIs() {
        ObjectNode bad = annotate(deployment(), BAD);
        assertThat(update(deployment(), bad)).isEqualTo(create(bad));
        assertThat(update(bad, image(bad.deepCopy(), NEWER)))
                .as("another change of a template that was bad before")
                .isInstanceOf(Verdict.Refused.class);
        assertThat(update(bad, deployment())).isEqualTo(untouched("template-accepted"));
    }

    @Test
    void anUnchangedTemplateIsNeverRefused() {
        ObjectNode before = annotate(deployment(), BAD);
        ObjectNode scaled = before.deepCopy();
        scaled.withObject("/spec").put("replicas", 5);
        assertThat(update(before, scaled)).isEqualTo(untouched("template-unchanged"));
        assertThat(update(before, mark(before.deepCopy(), "finalizers: [example.com/wait]")))
                .isEqualTo(untouched("template-unchanged"));
    }

    @Test
    void aKeyNewlyPutOnTheObjectIsWarnedAbout() {
        ObjectNode marked = mark(deployment(), "annotations: {migrate.io/mode: wait}");
        assertThat(update(deployment(), marked))
                .isEqualTo(untouched("template-unchanged", MISPLACED));
        ObjectNode scaled = marked.deepCopy();
        scaled.withObject("/spec").put("replicas", 5);
        assertThat(update(marked, scaled))
                .as("the negative control: it stood there before")
                .isEqualTo(untouched("template-unchanged"));
        assertThat(update(marked, image(marked.deepCopy(), NEWER)))
                .as("a new template is a reason to say it again")
                .isEqualTo(untouched("template-accepted", MISPLACED));
    }

    @Test
    void whatTheObjectNewlyDoesToItsMigrationIsWarnedAbout() {
        ObjectNode impatient = workload("DEPLOYMENT", "{progressDeadlineSeconds: 60}");
        assertThat(update(deployment(), impatient))
                .isInstanceOfSatisfying(
                        Verdict.Untouched.class,
                        untouched ->
                                assertThat(untouched.warnings())
                                        .singleElement()
                                        .asString()
                                        .startsWith("spec.progressDeadlineSeconds: 60"));
        ObjectNode labelled = mark(impatient.deepCopy(), "labels: {a: b}");
        assertThat(update(impatient, labelled)).isEqualTo(untouched("template-unchanged"));
    }

    @Test
    void whatAControllerMadeIsLeftAlone() {
        String owner = "{apiVersion: apps/v1, kind: Deployment, name: api, uid: u%s}";
        ObjectNode bad = annotate(workload("REPLICA_SET", "{}"), BAD);
        ObjectNode owned =
                mark(
                        bad.deepCopy(),
                        "ownerReferences: [" + owner.formatted(", controller: true") + "]");
        assertThat(create(owned)).isEqualTo(untouched("controller-owned"));
        assertThat(update(deployment(), owned)).isEqualTo(untouched("controller-owned"));
        ObjectNode adopted = mark(bad.deepCopy(), "ownerReferences: [" + owner.formatted("") + "]");
        assertThat(create(adopted)).as("an owner only").isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whatIsBeingDeletedIsLeftAlone() {
        ObjectNode bad = annotate(deployment(), BAD);
        ObjectNode deleted = mark(bad.deepCopy(), "deletionTimestamp: \"2026-01-01T00:00:00Z\"");
        assertThat(update(deployment(), deleted)).isEqualTo(untouched("being-deleted"));
        ObjectNode kept = mark(bad.deepCopy(), "deletionTimestamp: null");
        assertThat(update(deployment(), kept)).isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{template: {}}",
                "{template: {metadata: null}}",
                "{template: {metadata: {}, spec: null}}",
                "{template: {metadata: {annotations: null, labels: null}}}",
                "{template: {metadata: [], spec: 7}}",
            })
    void aTemplateWithoutMetadataIsNoError(String spec) {
        assertThat(create(workload("DEPLOYMENT", spec))).isEqualTo(untouched("no-migrate-io-key"));
        ObjectNode marked =
                mark(workload("DEPLOYMENT", spec), "annotations: {migrate.io/mode: wait}");
        assertThat(create(marked)).isInstanceOf(Verdict.Refused.class);
        assertThat(update(deployment(), marked)).isEqualTo(untouched("not-enabled", MISPLACED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{template: null}", "{template: []}"})
    void anObjectWithoutATemplateIsNoError(String spec) {
        ObjectNode object = workload("REPLICA_SET", "{}");
        object.set("spec", Fixtures.tree(spec));
        assertThat(create(object)).isEqualTo(untouched("not-a-workload"));
        assertThat(update(workload("REPLICA_SET", "{}"), object))
                .isEqualTo(untouched("not-a-workload"));
        assertThat(update(object, annotate(workload("REPLICA_SET", "{}"), BAD)))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whatIsOptedOutIsLeftAlone() {
        ObjectNode deployment = annotate(deployment(), BAD);
        assertThat(create(deployment)).isInstanceOf(Verdict.Refused.class);
        PodTemplate.in(deployment)
                .getFirst()
                .pod()
                .withObject("/metadata/labels")
                .put("migrate.io/injection", "disabled");
        assertThat(create(deployment)).isEqualTo(untouched("opted-out"));
    }

    /// Helm and kustomize apply custom resources last: what the policy will bring is waited for.
    @Test
    void aPolicyThatIsNotThereYetIsWaitedFor() {
        ObjectNode named = annotate(deployment(), "migrate.io/policy: orders");
        assertThat(create(named))
                .isEqualTo(
                        untouched(
                                "policy-pending",
                                "migrate.io/policy: policy \"orders\" does not exist (yet) in"
                                        + " namespace shop, which has none; the Pod's"
                                        + " controller retries"));
        Policies forbidding = Fixtures.policies("{orders: {annotationOverrides: []}}");
        assertThat(create(named, forbidding))
                .as("the negative control: it is there and forbids")
                .isInstanceOf(Verdict.Refused.class);
        assertThat(create(annotate(named.deepCopy(), BAD)))
                .as("what is wrong under any policy")
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aSourceThatAPolicyMayYetNameIsWaitedFor() {
        ObjectNode deployment = deployment();
        PodTemplate.in(deployment)
                .getFirst()
                .pod()
                .withObject("/metadata/annotations")
                .remove("migrate.io/source");
        assertThat(create(deployment))
                .isInstanceOfSatisfying(
                        Verdict.Untouched.class,
                        untouched ->
                                assertThat(untouched.warnings())
                                        .singleElement()
                                        .asString()
                                        .startsWith("migrate.io/source: is required"));
        assertThat(create(deployment, Fixtures.policies("{default: {run: {mode: Wait}}}")))
                .as("the negative control: the policy is there and names none")
                .isInstanceOf(Verdict.Refused.class);
        assertThat(create(annotate(deployment, "migrate.io/source: \"container/other:/sql\"")))
                .as("what no policy can fix")
                .isInstanceOf(Verdict.Refused.class);
    }

    private static ObjectNode several(String... annotations) {
        ObjectNode object =
                Fixtures.tree("{apiVersion: example.com/v1, kind: Set, metadata: {name: s}}");
        for (String each : annotations) {
            object.withArray("/spec/parts")
                    .addObject()
                    .set(
                            "template",
                            Fixtures.tree(
                                    "{metadata: {annotations: {%s}}, spec: {containers: [{name: api, image: \"a:1\"}]}}"
                                            .formatted(each)));
        }
        return object;
    }

    @Test
    void anObjectWithSeveralTemplatesIsDecidedOnAsAWhole() {
        String good = "migrate.io/enabled: \"true\", migrate.io/source: \"container/api:/sql\"";
        String other = BAD + ", migrate.io/mode: never";
        assertThat(create(several("", "a: b"))).isEqualTo(untouched("no-migrate-io-key"));
        assertThat(create(several("", good))).isEqualTo(untouched("template-accepted"));
        assertThat(create(several(good, BAD, BAD))).isEqualTo(create(several(BAD)));
        assertThat(create(several(BAD, other)))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.problems()).hasSize(2));

        assertThat(update(several(BAD, ""), several(BAD, "a: b")))
                .as("the template that is wrong has not changed")
                .isEqualTo(untouched("template-unchanged"));
        assertThat(update(several(BAD, ""), several(BAD, BAD)))
                .as("the negative control")
                .isInstanceOf(Verdict.Refused.class);
    }

    /// Checking one takes a millisecond at most, and 8 MiB hold 200,000. The Pods of the others are
    /// refused.
    @Test
    void ofManyTemplatesSomeAreChecked() {
        var annotations = new String[20_000];
        Arrays.fill(annotations, "migrate.io/enabled: \"false\"");
        annotations[64] = BAD;
        assertThat(create(several(annotations)))
                .isEqualTo(
                        untouched(
                                "not-enabled",
                                "only the first 64 Pod templates have been checked"));
        annotations[63] = BAD;
        assertThat(create(several(annotations)))
                .as("the negative control")
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aRolloutWithoutATemplateIsWarnedAbout() {
        String rollout =
                "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: api,"
                        + " annotations: {%s}}, spec: {workloadRef: {apiVersion: apps/v1, kind:"
                        + " Deployment, name: api}}}";
        assertThat(create(Fixtures.tree(rollout.formatted("migrate.io/enabled: \"true\""))))
                .isEqualTo(
                        untouched(
                                "not-a-workload",
                                "the annotations that ask for a migration have no effect on an"
                                        + " object without a Pod template; set them on the template"
                                        + " of its Pods"));
        assertThat(create(Fixtures.tree(rollout.formatted("migrate.io/enabled: \"false\""))))
                .isEqualTo(untouched("not-a-workload"));
    }

    @Test
    void aPodIsNoWorkload() {
        ObjectNode pod = Fixtures.tree("{apiVersion: v1, kind: Pod}");
        pod.putObject("metadata").putObject("annotations").put("migrate.io/enabled", "perhaps");
        assertThat(create(pod)).isEqualTo(untouched("not-a-workload"));
        assertThat(create(Fixtures.tree("{}"))).isEqualTo(untouched("not-a-workload"));
    }
}
