package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A Pod that we have seen before: the API server calls again after others changed it, people copy
/// running Pods into manifests, and some write by hand what we would have written.
///
/// Failure classes of the field: 1 (a mesh that comes later), 13 (called again, created again), 18
/// (annotations that lie).
class ReinvocationTest {
    private static final String FILES = "migrate-files-default";
    private static final String MIGRATOR = "migrate-default";

    /// A change to a Pod, with a name for the report.
    record Change(String name, Consumer<ObjectNode> edit) {
        ObjectNode of(ObjectNode pod) {
            ObjectNode changed = pod.deepCopy();
            edit.accept(changed);
            return changed;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Change> harmless() {
        return Stream.of(
                new Change("nothing", _ -> {}),
                new Change("defaults of the API server", ReinvocationTest::addDefaults),
                new Change(
                        "quantities in another form",
                        pod -> {
                            var limits = (ObjectNode) migrator(pod).at("/resources/limits");
                            limits.put("cpu", "0m").put("memory", 0);
                        }),
                new Change(
                        "a user from a security context constraint",
                        pod -> context(migrator(pod)).put("runAsGroup", 65532)),
                new Change(
                        "a variable of another injector",
                        pod ->
                                env(migrator(pod))
                                        .addObject()
                                        .put("name", "OTEL_SERVICE_NAME")
                                        .put("value", "api")),
                new Change(
                        "a mount of another injector",
                        pod ->
                                mounts(migrator(pod))
                                        .addObject()
                                        .put("name", "ca-bundle")
                                        .put("mountPath", "/etc/ssl/certs")),
                new Change(
                        "members in another order",
                        pod -> {
                            ObjectNode container = migrator(pod);
                            container.set("name", container.remove("name"));
                            var first = env(container).remove(0);
                            env(container).add(first);
                        }),
                new Change(
                        "labels and annotations of another injector",
                        pod -> {
                            metadata(pod, "labels").put("istio.io/rev", "default");
                            metadata(pod, "annotations").put("sidecar.istio.io/status", "{}");
                        }),
                new Change(
                        "a larger list of volumes to evict",
                        pod ->
                                metadata(pod, "annotations")
                                        .put(PodPaths.SAFE_TO_EVICT, "cache," + FILES)),
                new Change("a sidecar", pod -> containers(pod).addObject().put("name", "log")),
                new Change(
                        "an init container before the injected ones",
                        pod -> inits(pod).insertObject(0).put("name", "assets")),
                new Change(
                        "an init container between the injected ones",
                        pod -> inits(pod).insertObject(1).put("name", "assets")));
    }

    private static void addDefaults(ObjectNode pod) {
        for (JsonNode each : inits(pod)) {
            var container = (ObjectNode) each;
            container.put("terminationMessagePath", "/dev/termination-log");
            if (!container.has("terminationMessagePolicy")) {
                container.put("terminationMessagePolicy", "File");
            }
            if (!container.has("imagePullPolicy")) {
                container.put("imagePullPolicy", "IfNotPresent");
            }
            for (JsonNode variable : container.path("env")) {
                if (variable.at("/valueFrom/fieldRef") instanceof ObjectNode field) {
                    field.put("apiVersion", "v1");
                }
            }
        }
        var projected = (ObjectNode) Engine.volume(pod, Names.TOKEN_VOLUME).path("projected");
        projected.putNull("sources").put("defaultMode", 420);
        var spec = (ObjectNode) pod.path("spec");
        spec.put("restartPolicy", "Always").put("terminationGracePeriodSeconds", 30);
    }

    static Stream<Change> meshes() {
        return Stream.of(
                new Change(
                        "a classic mesh after the injected ones",
                        pod -> inits(pod).addObject().put("name", "istio-init")),
                new Change(
                        "a native mesh before the injected ones",
                        pod -> {
                            sidecar(inits(pod).insertObject(0), "linkerd-proxy");
                            inits(pod).insertObject(0).put("name", "linkerd-init");
                        }));
    }

    /// The position is right, for another reason than before.
    @ParameterizedTest
    @MethodSource("meshes")
    void onlyTheReasonForThePositionIsRenewed(Change change) {
        ObjectNode injected = Engine.inject(Engine.pod()).pod();

        Verdict.Injected again = Engine.inject(change.of(injected));

        assertThat(paths(again)).containsExactly(status());
        assertThat(statusOf(injected)).contains("\"position\":\"first\"");
        assertThat(statusOf(again.pod()))
                .containsPattern("\"position\":\"(before istio-init|after linkerd-proxy),");
        assertThat(Engine.inject(again.pod()).patch()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void whatOthersAddIsLeftAlone(Change change) {
        ObjectNode seen = change.of(Engine.inject(Engine.pod()).pod());

        assertThat(Engine.inject(seen).patch()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mirror.corp:5000/ghcr.io/migrate-io/migrator:1.2.3",
                "ghcr.io/migrate-io/migrator@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "ghcr.io/migrate-io/migrator:1.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "migrator:1.2.3"
            })
    void aMirrorMayRewriteTheImage(String image) {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        migrator(seen).put("image", image);

        assertThat(Engine.inject(seen).patch()).isEmpty();
    }

    @Test
    void aMirrorMayRewriteTheApplicationAndWhatCopiesFromIt() {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        String image =
                "mirror.corp/registry.example.com/shop/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        Engine.initContainer(seen, FILES).put("image", image);
        ((ObjectNode) containers(seen).get(0)).put("image", image);

        assertThat(Engine.inject(seen).patch()).isEmpty();
    }

    static Stream<Change> tampering() {
        return Stream.of(
                new Change("another image", pod -> migrator(pod).put("image", "mine:1")),
                new Change("a command", pod -> migrator(pod).putArray("command").add("true")),
                new Change("other arguments", pod -> migrator(pod).putArray("args").add("--help")),
                new Change("no arguments", pod -> migrator(pod).remove("args")),
                new Change(
                        "another copy",
                        pod -> Engine.initContainer(pod, FILES).putArray("command").add("true")),
                new Change("a sidecar", pod -> migrator(pod).put("restartPolicy", "Always")),
                new Change("another folder", pod -> migrator(pod).put("workingDir", "/tmp")),
                new Change(
                        "a hook",
                        pod -> migrator(pod).putObject("lifecycle").putObject("postStart")),
                new Change(
                        "all variables of a Secret",
                        pod ->
                                migrator(pod)
                                        .putArray("envFrom")
                                        .addObject()
                                        .putObject("secretRef")
                                        .put("name", "mine")),
                new Change("no variables", pod -> migrator(pod).remove("env")),
                new Change(
                        "another database",
                        pod ->
                                ((ObjectNode)
                                                Engine.named(env(migrator(pod)), "DATABASE_URL")
                                                        .at("/valueFrom/secretKeyRef"))
                                        .put("name", "mine")),
                new Change("a setting that we did not give", variable("MIGRATE_EMPTY_SOURCE")),
                new Change("the parts of another database", variable("PGHOST")),
                new Change("another file with a URL", variable("DATABASE_URL_FILE")),
                new Change("options of the virtual machine", variable("JAVA_TOOL_OPTIONS")),
                new Change("the same variable again", variable("DATABASE_URL")),
                new Change("the same setting again", variable("MIGRATE_DIR")),
                new Change(
                        "a mount over the migrations",
                        pod ->
                                mounts(migrator(pod))
                                        .addObject()
                                        .put("name", "mine")
                                        .put("mountPath", "/migrations/sql")),
                new Change(
                        "another folder of the volume",
                        pod ->
                                ((ObjectNode) mounts(migrator(pod)).get(1))
                                        .put("subPath", "elsewhere")),
                new Change(
                        "a computed folder of the volume",
                        pod ->
                                ((ObjectNode) mounts(migrator(pod)).get(1))
                                        .put("subPathExpr", "$(POD_NAME)")),
                new Change(
                        "another volume over the migrations",
                        pod -> ((ObjectNode) mounts(migrator(pod)).get(1)).put("name", "mine")),
                new Change("no mounts", pod -> migrator(pod).remove("volumeMounts")),
                new Change("another user", pod -> context(migrator(pod)).put("runAsUser", 0)),
                new Change(
                        "more privileges", pod -> context(migrator(pod)).put("privileged", true)),
                new Change(
                        "more resources",
                        pod ->
                                ((ObjectNode) migrator(pod).at("/resources/requests"))
                                        .put("cpu", "4")),
                new Change(
                        "our volume from a claim",
                        pod -> {
                            ObjectNode volume = Engine.volume(pod, FILES);
                            volume.remove("emptyDir");
                            volume.putObject("persistentVolumeClaim").put("claimName", "mine");
                        }),
                new Change(
                        "an API token",
                        pod ->
                                ((ArrayNode)
                                                Engine.volume(pod, Names.TOKEN_VOLUME)
                                                        .at("/projected/sources"))
                                        .addObject()
                                        .putObject("serviceAccountToken")
                                        .put("path", "token")),
                new Change(
                        "a Secret for the API token",
                        pod -> {
                            ObjectNode volume = Engine.volume(pod, Names.TOKEN_VOLUME);
                            volume.remove("projected");
                            volume.putObject("secret").put("secretName", "mine");
                        }),
                new Change("no volumes", pod -> spec(pod).remove("volumes")),
                new Change("no init containers", pod -> spec(pod).remove("initContainers")),
                new Change("null for them", pod -> spec(pod).putNull("initContainers")),
                new Change("no migrator", pod -> inits(pod).remove(1)),
                new Change("two migrators", pod -> inits(pod).add(migrator(pod).deepCopy())),
                new Change("files after the migrator", pod -> inits(pod).add(inits(pod).remove(0))),
                new Change("no label", pod -> metadata(pod, "labels").remove(Names.INJECTED)),
                new Change(
                        "no list of volumes to evict",
                        pod -> metadata(pod, "annotations").remove(PodPaths.SAFE_TO_EVICT)));
    }

    private static Consumer<ObjectNode> variable(String name) {
        return pod -> env(migrator(pod)).addObject().put("name", name).put("value", "mine");
    }

    @ParameterizedTest
    @MethodSource("tampering")
    void aStatusProtectsNothingThatWasTamperedWith(Change change) {
        ObjectNode injected = Engine.inject(Engine.pod()).pod();

        Verdict.Injected again = Engine.inject(change.of(injected));

        assertThat(again.patch()).isNotEmpty();
        for (String name : List.of(FILES, MIGRATOR)) {
            assertThat(Engine.initContainer(again.pod(), name))
                    .isEqualTo(Engine.initContainer(injected, name));
        }
        assertThat(Engine.names(again.pod().at("/spec/initContainers")))
                .containsSubsequence(FILES, MIGRATOR)
                .doesNotHaveDuplicates();
        for (String name : List.of(FILES, Names.TOKEN_VOLUME)) {
            assertThat(Engine.volume(again.pod(), name)).isEqualTo(Engine.volume(injected, name));
        }
        assertThat(again.pod().at("/metadata/labels")).isEqualTo(injected.at("/metadata/labels"));
        assertThat(Engine.inject(again.pod()).patch()).as("a third time").isEmpty();
    }

    @Test
    void aStatusWithTheRightHashAndNothingElseIsNoInjection() {
        ObjectNode pod = Engine.pod();
        ObjectNode injected = Engine.inject(pod).pod();
        ObjectNode forged = pod.deepCopy();
        metadata(forged, "annotations")
                .set(Names.STATUS, injected.at("/metadata/annotations").path(Names.STATUS));

        ObjectNode again = Engine.inject(forged).pod();

        assertThat(again.path("spec")).isEqualTo(injected.path("spec"));
        assertThat(again.at("/metadata/labels")).isEqualTo(injected.at("/metadata/labels"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "injected",
                "{",
                "null",
                "[]",
                "{\"v\":1}",
                "{\"v\":\"1\",\"hash\":{},\"initContainers\":{},\"volumes\":\"x\"}",
                "{\"v\":1,\"labels\":[],\"env\":[1],\"parents\":3,\"before\":null}",
                "{\"v\":2,\"hash\":\"0123456789abcdef\"}",
                "{\"v\":99999999999999999999999999,\"hash\":1e400}",
                "{\"v\":1e999999999}",
                "{\"v\":1,\"policies\":[{\"name\":7,\"generation\":\"x\"},1e400,null]}",
                "{\"v\":1,\"hash\":\"0123456789abcdef\",\"initContainers\":[\"warm-up\"],\"volumes\":[\"data\"]}"
            })
    void anUnknownStatusIsReplaced(String status) {
        ObjectNode pod = Engine.pod();
        ObjectNode injected = Engine.inject(pod).pod();
        ObjectNode odd = pod.deepCopy();
        metadata(odd, "annotations").put(Names.STATUS, status);

        ObjectNode first = Engine.inject(odd).pod();

        assertThat(first.path("spec")).isEqualTo(injected.path("spec"));
        assertThat(first.at("/metadata/annotations").path(Names.STATUS).asText())
                .isNotEqualTo(status);
        assertThat(Engine.inject(first).patch()).isEmpty();
    }

    @Test
    void aStatusNestedDeeplyIsReplaced() {
        ObjectNode pod = Engine.pod();
        for (String deep :
                List.of(
                        "[".repeat(100_000),
                        "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
                        "{\"v\":1,\"env\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}")) {
            metadata(pod, "annotations").put(Names.STATUS, deep);

            ObjectNode injected = Engine.inject(pod).pod();

            assertThat(statusOf(injected)).hasSizeLessThan(2_000);
            assertThat(Engine.inject(injected).patch()).isEmpty();
        }
    }

    @Test
    void aStaleHashIsRenewedAndNothingElse() {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        String status = seen.at("/metadata/annotations").path(Names.STATUS).asText();
        String stale = status.replaceFirst("\"hash\":\"[0-9a-f]+\"", "\"hash\":\"stale\"");
        metadata(seen, "annotations").put(Names.STATUS, stale);

        Verdict.Injected again = Engine.inject(seen);

        assertThat(again.patch()).hasSize(1);
        assertThat(again.pod().at("/metadata/annotations").path(Names.STATUS).asText())
                .isEqualTo(status);
    }

    @Test
    void aPolicyThatChangedIsFollowedInPlace() {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        Policies waiting = Engine.policy("{run: {mode: Wait}}");

        Verdict.Injected again = Engine.inject(seen, waiting);

        assertThat(paths(again)).containsExactly("/spec/initContainers/1", status());
        assertThat(migrator(again.pod()).path("args")).hasSize(1).first().hasToString("\"wait\"");
    }

    @Test
    void aSourceThatChangedLeavesNoContainerBehind() {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        metadata(seen, "annotations").put("migrate.io/source", "configmap/sql");

        ObjectNode again = Engine.inject(seen).pod();

        assertThat(Engine.names(inits(again))).containsExactly(MIGRATOR, "warm-up");
        assertThat(Engine.volume(again, FILES).at("/configMap/name").asText()).isEqualTo("sql");
    }

    @ParameterizedTest
    @ValueSource(strings = {"istio-init", "linkerd-init"})
    void aRedirectionThatCameBeforeUsIsOvertaken(String redirector) {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        inits(seen).insertObject(0).put("name", redirector);

        Verdict.Injected again = Engine.inject(seen);

        assertThat(Engine.names(inits(again.pod())))
                .containsExactly(FILES, MIGRATOR, redirector, "warm-up");
        assertThat(Engine.inject(again.pod()).patch()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"istio-proxy", "linkerd-proxy", "cloud-sql-proxy", "vault-agent"})
    void aProviderThatCameAfterUsIsFollowed(String provider) {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        sidecar(inits(seen).addObject(), provider);
        inits(seen).addObject().put("name", "late");

        Verdict.Injected again = Engine.inject(seen);

        assertThat(Engine.names(inits(again.pod())))
                .containsExactly("warm-up", provider, FILES, MIGRATOR, "late");
        assertThat(Engine.inject(again.pod()).patch()).isEmpty();
    }

    @Test
    void anUnknownSidecarWithAPortThatCameAfterUsIsFollowedOnce() {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        sidecar(inits(seen).addObject(), "connector").putArray("ports").addObject();
        inits(seen).addObject().put("name", "late");

        Verdict.Injected again = Engine.inject(seen);

        assertThat(Engine.names(inits(again.pod())))
                .containsExactly("warm-up", "connector", FILES, MIGRATOR, "late");
        assertThat(statusOf(again.pod())).contains("after connector");
        assertThat(Engine.inject(again.pod()).patch()).isEmpty();
    }

    @Test
    void anUnknownSidecarWithoutAPortIsNotFollowed() {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        sidecar(inits(seen).addObject(), "metrics");

        assertThat(Engine.inject(seen).patch()).isEmpty();
    }

    /// Its startup probe may wait for the migrated schema.
    @Test
    void aPartOfTheApplicationThatCameBeforeUsIsOvertaken() {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        ObjectNode worker = sidecar(inits(seen).insertObject(0), "worker");
        worker.set("image", seen.at("/spec/containers/0/image"));
        worker.putObject("startupProbe");

        Verdict.Injected again = Engine.inject(seen);

        assertThat(Engine.names(inits(again.pod())))
                .containsExactly(FILES, MIGRATOR, "worker", "warm-up");
        assertThat(Engine.inject(again.pod()).patch()).isEmpty();
    }

    /// Without a probe, it does not hold anybody up.
    @Test
    void aPartOfTheApplicationWithoutAStartupProbeMayComeFirst() {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        ObjectNode worker = sidecar(inits(seen).insertObject(0), "worker");
        worker.set("image", seen.at("/spec/containers/0/image"));

        assertThat(Engine.inject(seen).patch()).isEmpty();
    }

    @Test
    void additionsByAnotherInjectorMoveWithTheContainer() {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        env(migrator(seen)).addObject().put("name", "OTEL_SERVICE_NAME").put("value", "api");
        ObjectNode changed = migrator(seen).deepCopy();
        sidecar(inits(seen).addObject(), "istio-proxy");

        assertThat(migrator(Engine.inject(seen).pod())).isEqualTo(changed);
    }

    @Test
    void anAnchorThatAppearsLaterIsHonoured() {
        ObjectNode pod = Engine.pod();
        metadata(pod, "annotations").put("migrate.io/position", "after/vault-agent-init");
        Verdict.Injected first = Engine.inject(pod);
        ObjectNode seen = first.pod().deepCopy();
        inits(seen).addObject().put("name", "vault-agent-init");

        Verdict.Injected again = Engine.inject(seen);

        assertThat(first.warnings()).hasSize(1);
        assertThat(statusOf(first.pod())).contains("\"pending\":\"vault-agent-init\"");
        assertThat(again.warnings()).isEmpty();
        assertThat(Engine.names(inits(again.pod())))
                .containsExactly("warm-up", "vault-agent-init", FILES, MIGRATOR);
        assertThat(statusOf(again.pod())).doesNotContain("pending");
    }

    @Test
    void anAnchorThatAppearsWhereItIsRightIsNoLongerPending() {
        ObjectNode pod = Engine.pod();
        metadata(pod, "annotations").put("migrate.io/position", "after/assets");
        ObjectNode seen = Engine.inject(pod).pod();
        inits(seen).insertObject(0).put("name", "assets");

        Verdict.Injected again = Engine.inject(seen);

        assertThat(paths(again)).containsExactly(status());
        assertThat(statusOf(again.pod())).doesNotContain("pending");
        assertThat(Engine.inject(again.pod()).patch()).isEmpty();
    }

    static Stream<Change> ofTheUsers() {
        return Stream.of(
                new Change("migrator", pod -> inits(pod).addObject().put("name", MIGRATOR)),
                new Change("copy", pod -> inits(pod).addObject().put("name", FILES)),
                new Change(
                        "copier",
                        pod -> inits(pod).addObject().put("name", "migrate-copier-default")),
                new Change(
                        "volume",
                        pod -> spec(pod).putArray("volumes").addObject().put("name", FILES)),
                new Change(
                        "token",
                        pod ->
                                spec(pod)
                                        .putArray("volumes")
                                        .addObject()
                                        .put("name", Names.TOKEN_VOLUME)));
    }

    @ParameterizedTest
    @MethodSource("ofTheUsers")
    void aReservedNameWithoutAStatusBelongsToTheUser(Change change) {
        Verdict verdict =
                Injector.inject(
                        change.of(Engine.pod()), Namespace.named(Case.NAMESPACE), Engine.NO_POLICY);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused ->
                                assertThat(refused.message())
                                        .contains("is reserved for migrate.io"));
    }

    private static List<String> paths(Verdict.Injected injected) {
        return PodView.elements(injected.patch()).stream()
                .map(each -> each.path("path").asText())
                .toList();
    }

    private static String status() {
        return "/metadata/annotations/migrate.io~1status";
    }

    private static String statusOf(ObjectNode pod) {
        return pod.at("/metadata/annotations").path(Names.STATUS).asText();
    }

    private static ObjectNode sidecar(ObjectNode container, String name) {
        return container.put("name", name).put("restartPolicy", "Always");
    }

    private static ObjectNode spec(ObjectNode pod) {
        return (ObjectNode) pod.path("spec");
    }

    private static ObjectNode metadata(ObjectNode pod, String member) {
        return (ObjectNode) pod.path("metadata").path(member);
    }

    private static ArrayNode inits(ObjectNode pod) {
        return (ArrayNode) pod.at("/spec/initContainers");
    }

    private static ArrayNode containers(ObjectNode pod) {
        return (ArrayNode) pod.at("/spec/containers");
    }

    private static ObjectNode migrator(ObjectNode pod) {
        return Engine.initContainer(pod, MIGRATOR);
    }

    private static ArrayNode env(ObjectNode container) {
        return (ArrayNode) container.path("env");
    }

    private static ArrayNode mounts(ObjectNode container) {
        return (ArrayNode) container.path("volumeMounts");
    }

    private static ObjectNode context(ObjectNode container) {
        return (ObjectNode) container.path("securityContext");
    }
}
