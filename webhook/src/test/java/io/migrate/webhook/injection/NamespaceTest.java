package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/// What the namespace says about what we may ask for. The API server would refuse the Pod, and
/// people would blame the application.
///
/// Failure classes of the field: 9 (Pod Security and its OpenShift cousin), 10 (quota and
/// LimitRange), 11 (a request that makes the Pod larger).
class NamespaceTest {
    /// `app` and `range` are written as flow mappings; `expected` as CPU and memory, request/limit.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    no range                 | {requests: {cpu: 50m, memory: 64Mi}} | {} | 50m/1 64Mi/256Mi
                    max below our limit      | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, max: {cpu: 500m, memory: 128Mi}} | 50m/500m 64Mi/128Mi
                    max below our request    | {requests: {cpu: 2, memory: 1Gi}}    | {type: Container, max: {cpu: 20m, memory: 32Mi}} | 20m/20m 32Mi/32Mi
                    max of one resource      | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, max: {memory: 100M}} | 50m/1 64Mi/100000000
                    max above our limit      | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, max: {cpu: 4, memory: 8Gi}} | 50m/1 64Mi/256Mi
                    min above our request    | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, min: {cpu: 100m, memory: 96Mi}} | 100m/1 96Mi/256Mi
                    min above our limit      | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, min: {cpu: 2, memory: 1Gi}} | 2/2 1Gi/1Gi
                    ratio                    | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, maxLimitRequestRatio: {cpu: 10, memory: 2}} | 100m/1 128Mi/256Mi
                    ratio of three           | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, maxLimitRequestRatio: {cpu: 3}} | 334m/1 64Mi/256Mi
                    ratio of whole bytes     | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, maxLimitRequestRatio: {memory: 3}} | 50m/1 89478486/256Mi
                    max and ratio            | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, max: {cpu: 200m}, maxLimitRequestRatio: {cpu: 2}} | 100m/200m 64Mi/256Mi
                    best effort and max      | {}                                   | {type: Container, max: {cpu: 500m, memory: 128Mi}} | 0/500m 0/128Mi
                    best effort and min      | {}                                   | {type: Container, min: {cpu: 10m, memory: 16Mi}} | 10m/10m 16Mi/16Mi
                    guaranteed and max       | {limits: {cpu: 1, memory: 256Mi}}    | {type: Container, max: {cpu: 500m, memory: 128Mi}} | 500m/500m 128Mi/128Mi
                    guaranteed and ratio 1   | {limits: {cpu: 1, memory: 256Mi}}    | {type: Container, maxLimitRequestRatio: {cpu: 1, memory: 1}} | 1/1 256Mi/256Mi
                    max of the Pod           | {requests: {cpu: 50m, memory: 64Mi}} | {type: Pod, max: {cpu: 500m, memory: 128Mi}} | 50m/500m 64Mi/128Mi
                    max of the Pod, none     | {}                                   | {type: Pod, max: {cpu: 500m, memory: 128Mi}} | 0/0 0/0
                    min of the Pod           | {requests: {cpu: 50m, memory: 64Mi}} | {type: Pod, min: {cpu: 40m}} | 50m/1 64Mi/256Mi
                    of a claim               | {requests: {cpu: 50m, memory: 64Mi}} | {type: PersistentVolumeClaim, max: {storage: 1Gi}} | 50m/1 64Mi/256Mi
                    defaults                 | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, default: {cpu: 300m, memory: 192Mi}} | 50m/300m 64Mi/192Mi
                    defaults too small       | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, default: {cpu: 10m, memory: 32Mi}, defaultRequest: {cpu: 5m}} | 50m/100m 64Mi/128Mi
                    defaults above our limit | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, default: {cpu: 2, memory: 1Gi}} | 50m/1 64Mi/256Mi
                    defaults and max         | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, default: {cpu: 100m, memory: 64Mi}, max: {cpu: 200m, memory: 200Mi}} | 50m/100m 64Mi/128Mi
                    limits above defaults    | {requests: {cpu: 50m, memory: 64Mi}, limits: {cpu: 500m, memory: 160Mi}} | {type: Container, default: {cpu: 200m, memory: 32Mi}} | 50m/500m 64Mi/160Mi
                    guaranteed and defaults  | {limits: {cpu: 1, memory: 256Mi}}    | {type: Container, default: {cpu: 200m, memory: 64Mi}} | 1/1 256Mi/256Mi
                    default requests only    | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, defaultRequest: {cpu: 5m}} | 50m/1 64Mi/256Mi
                    what is no quantity      | {requests: {cpu: 50m, memory: 64Mi}} | {type: Container, max: {cpu: lots}} | 50m/1 64Mi/256Mi
                    """)
    void aLimitRangeWins(String name, String app, String range, String expected) {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.path("spec")).remove("initContainers");
        ((ObjectNode) pod.at("/spec/containers/0")).set("resources", Engine.tree(app));

        ObjectNode injected = Engine.inject(pod, limited(range), Engine.NO_POLICY).pod();

        for (String container : List.of("migrate-files-default", "migrate-default")) {
            JsonNode resources = Engine.initContainer(injected, container).path("resources");
            assertThat(text(resources, "cpu") + " " + text(resources, "memory"))
                    .isEqualTo(expected);
        }
    }

    /// The same of local storage, whose limit would be that of the whole Pod: it has none without
    /// one of the application.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    none                     | {requests: {cpu: 50m}}                 | {} | /
                    none, and a minimum      | {requests: {cpu: 50m}}                 | {type: Container, min: {ephemeral-storage: 1Mi}} | /
                    request                  | {requests: {ephemeral-storage: 50Mi}}  | {} | 50Mi/
                    request, and a minimum   | {requests: {ephemeral-storage: 50Mi}}  | {type: Container, min: {ephemeral-storage: 1Mi}} | 50Mi/
                    request below a minimum  | {requests: {ephemeral-storage: 1Mi}}   | {type: Container, min: {ephemeral-storage: 5Mi}} | 5Mi/
                    limit                    | {limits: {ephemeral-storage: 50Mi}}    | {} | 50Mi/50Mi
                    both                     | {requests: {ephemeral-storage: 5Mi}, limits: {ephemeral-storage: 50Mi}} | {} | 5Mi/50Mi
                    no request but a limit   | {requests: {ephemeral-storage: 0}, limits: {ephemeral-storage: 50Mi}}   | {} | 0/50Mi
                    max                      | {limits: {ephemeral-storage: 50Mi}}    | {type: Container, max: {ephemeral-storage: 9Mi}} | 9Mi/9Mi
                    max of the Pod           | {limits: {ephemeral-storage: 50Mi}}    | {type: Pod, max: {ephemeral-storage: 9Mi}} | 9Mi/9Mi
                    ratio                    | {requests: {ephemeral-storage: 5Mi}, limits: {ephemeral-storage: 50Mi}} | {type: Container, maxLimitRequestRatio: {ephemeral-storage: 2}} | 25Mi/50Mi
                    """)
    void aLimitRangeOfStorageWins(String name, String app, String range, String expected) {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.at("/spec/containers/0")).set("resources", Engine.tree(app));

        ObjectNode injected = Engine.inject(pod, limited(range), Engine.NO_POLICY).pod();

        for (String container : List.of("migrate-files-default", "migrate-default")) {
            JsonNode resources = Engine.initContainer(injected, container).path("resources");
            assertThat(text(resources, "ephemeral-storage")).isEqualTo(expected);
        }
    }

    /// Devices and huge pages of the policy: never more than the application has, request and limit
    /// alike. Empty without them.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    {limits: {example.com/d: 1}}  | {limits: {example.com/d: 2}}  | example.com/d | {} | 1/1
                    {limits: {example.com/d: 9}}  | {limits: {example.com/d: 2}}  | example.com/d | {} | 2/2
                    {limits: {example.com/d: 0}}  | {limits: {example.com/d: 2}}  | example.com/d | {} | /
                    {limits: {example.com/d: 1}}  | {limits: {example.com/e: 2}}  | example.com/d | {} | /
                    {limits: {cpu: 1}}            | {limits: {example.com/d: 2}}  | example.com/d | {} | /
                    {limits: {example.com/d: 9}}  | {limits: {example.com/d: 9}}  | example.com/d | {type: Container, max: {example.com/d: 3}} | 3/3
                    {limits: {hugepages-2Mi: 2Mi}} | {limits: {hugepages-2Mi: 8Mi}} | hugepages-2Mi | {} | 2Mi/2Mi
                    {limits: {hugepages-2Mi: 3Mi}} | {limits: {hugepages-2Mi: 8Mi}} | hugepages-2Mi | {} | 4Mi/4Mi
                    {limits: {hugepages-1Gi: 1}}   | {limits: {hugepages-1Gi: 2Gi}} | hugepages-1Gi | {} | 1Gi/1Gi
                    """)
    void devicesAreThoseOfTheApplicationAtMost(
            String given, String app, String name, String range, String expected) {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.at("/spec/containers/0")).set("resources", Engine.tree(app));
        Policies policy = Engine.policy("{migrator: {resources: %s}}".formatted(given));

        ObjectNode injected = Engine.inject(pod, limited(range), policy).pod();

        JsonNode resources = Engine.initContainer(injected, "migrate-default").path("resources");
        assertThat(
                        resources.path("requests").path(name).asText()
                                + "/"
                                + resources.path("limits").path(name).asText())
                .isEqualTo(expected);
    }

    /// What the policy asks for and does not get is said; what it gets is not, and neither are the
    /// built-in amounts.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    {limits: {cpu: 500m}}              | {}                                   | {} | limits.cpu 500m is not used, because the Pod is BestEffort, and a migration does not change that; set it on a container too, or remove it from the policy
                    {limits: {cpu: 500m}}              | {}                                   | {type: Container, default: {cpu: 1}} | ""
                    {limits: {cpu: 500m}}              | {requests: {cpu: 1}}                 | {} | ""
                    {}                                 | {}                                   | {} | ""
                    {requests: {cpu: 200m}}            | {requests: {cpu: 50m}}               | {} | requests.cpu is 50m instead of 200m, because the containers of the Pod have no more, and a migration adds nothing
                    {requests: {cpu: 200m}}            | {requests: {cpu: 200m}}              | {} | ""
                    {requests: {memory: 64Mi}}         | {requests: {cpu: 50m}}               | {} | requests.memory 64Mi is not used, because no container of the Pod has it; set it on a container too, or remove it from the policy
                    {limits: {memory: 512Mi}}          | {requests: {memory: 1Gi}}            | {type: Container, max: {memory: 200Mi}} | limits.memory is 200Mi instead of 512Mi, because a LimitRange of the namespace requires it
                    {limits: {memory: 512Mi}}          | {requests: {memory: 1Gi}}            | {type: Container, max: {memory: 512Mi}} | ""
                    {limits: {memory: 512Mi}}          | {requests: {memory: 1Gi}}            | {type: Container, default: {memory: 200Mi}} | ""
                    {limits: {memory: 512Mi}}          | {limits: {cpu: 1, memory: 256Mi}}    | {} | limits.memory is 256Mi instead of 512Mi, because the Pod is Guaranteed, and a migration does not raise its limits
                    {limits: {memory: 64Mi}}           | {limits: {cpu: 1, memory: 256Mi}}    | {} | ""
                    {limits: {example.com/d: 9}}       | {limits: {example.com/d: 2}}         | {} | limits.example.com/d is 2 instead of 9, because the containers of the Pod have no more, and a migration adds nothing
                    {limits: {hugepages-2Mi: 3Mi}}     | {limits: {hugepages-2Mi: 8Mi}}       | {} | ""
                    {limits: {ephemeral-storage: 9Mi}} | {limits: {ephemeral-storage: 50Mi}}  | {} | ""
                    {limits: {ephemeral-storage: 9Mi}} | {limits: {ephemeral-storage: 50Mi}}  | {type: Container, max: {ephemeral-storage: 5Mi}} | limits.ephemeral-storage is 5Mi instead of 9Mi, because a LimitRange of the namespace requires it
                    """)
    void whatThePolicyDoesNotGetIsSaid(String given, String app, String range, String expected) {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.path("spec")).remove("initContainers");
        ((ObjectNode) pod.at("/spec/containers/0")).set("resources", Engine.tree(app));
        Policies policy = Engine.policy("{migrator: {resources: %s}}".formatted(given));

        assertThat(Engine.inject(pod, limited(range), policy).warnings())
                .filteredOn(each -> each.startsWith("migrator.resources"))
                .isEqualTo(
                        expected.isEmpty()
                                ? List.of()
                                : List.of("migrator.resources (policy default): " + expected));
    }

    @Test
    void resourcesOfTheWholePodBoundThoseOfThePolicy() {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.path("spec")).remove("initContainers");
        ((ObjectNode) pod.at("/spec/containers/0"))
                .set("resources", Engine.tree("{requests: {cpu: 50m}}"));
        ((ObjectNode) pod.path("spec")).set("resources", Engine.tree("{limits: {cpu: 300m}}"));
        Policies policy = Engine.policy("{migrator: {resources: {limits: {cpu: 400m}}}}");

        assertThat(Engine.inject(pod, limited("{}"), policy).warnings())
                .contains(
                        "migrator.resources (policy default): limits.cpu is 300m instead of 400m,"
                                + " because the containers of the Pod have no more, and a migration"
                                + " adds nothing");
    }

    private static String text(JsonNode resources, String kind) {
        return resources.at("/requests/" + kind).asText()
                + "/"
                + resources.at("/limits/" + kind).asText();
    }

    private static Namespace limited(String... items) {
        ObjectNode range = Engine.tree("{kind: LimitRange}");
        var limits = range.putObject("spec").putArray("limits");
        for (String item : items) {
            limits.add(Engine.tree(item));
        }
        return new Namespace(Case.NAMESPACE, Map.of(), List.of(range));
    }

    @Test
    void theTighterOfTwoRangesWins() {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.at("/spec/containers/0"))
                .set("resources", Engine.tree("{requests: {cpu: 1, memory: 1Gi}}"));
        Namespace namespace =
                limited(
                        "{type: Container, max: {cpu: 500m}}",
                        "{type: Container, max: {cpu: 300m, memory: 64Mi}}");

        ObjectNode injected = Engine.inject(pod, namespace, Engine.NO_POLICY).pod();

        JsonNode resources = Engine.initContainer(injected, "migrate-default").path("resources");
        assertThat(text(resources, "cpu")).isEqualTo("100m/300m");
        assertThat(text(resources, "memory")).isEqualTo("64Mi/64Mi");
    }

    @Test
    void aRangeThatCameLaterIsFollowedInPlace() {
        ObjectNode seen = Engine.inject(Engine.pod()).pod();
        Namespace namespace = limited("{type: Container, min: {cpu: 10m}}");

        ObjectNode again = Engine.inject(seen, namespace, Engine.NO_POLICY).pod();

        assertThat(Engine.names(again.at("/spec/initContainers")))
                .isEqualTo(Engine.names(seen.at("/spec/initContainers")));
        assertThat(Engine.inject(again, namespace, Engine.NO_POLICY).patch()).isEmpty();
    }

    private static Namespace openShift() {
        return new Namespace(
                Case.NAMESPACE,
                Map.of("openshift.io/sa.scc.uid-range", "1000680000/10000"),
                List.of());
    }

    @Test
    void openShiftChoosesTheUser() {
        ObjectNode injected = Engine.inject(Engine.pod(), openShift(), Engine.NO_POLICY).pod();

        for (String container : List.of("migrate-files-default", "migrate-default")) {
            JsonNode context = Engine.initContainer(injected, container).path("securityContext");
            assertThat(context.has("runAsUser")).isFalse();
            assertThat(context.path("runAsNonRoot").asBoolean()).isTrue();
        }
    }

    @Test
    void whatOpenShiftChoseIsNoDifference() {
        ObjectNode seen = Engine.inject(Engine.pod(), openShift(), Engine.NO_POLICY).pod();
        for (String container : List.of("migrate-files-default", "migrate-default")) {
            ((ObjectNode) Engine.initContainer(seen, container).path("securityContext"))
                    .put("runAsUser", 1_000_680_000L);
        }

        assertThat(Engine.inject(seen, openShift(), Engine.NO_POLICY).patch()).isEmpty();
    }

    @Test
    void aUserOfThePodsOwnHoldsOnOpenShiftToo() {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.path("spec"))
                .putObject("securityContext")
                .put("runAsUser", 1_000_680_001);

        ObjectNode injected = Engine.inject(pod, openShift(), Engine.NO_POLICY).pod();

        assertThat(
                        Engine.initContainer(injected, "migrate-default")
                                .at("/securityContext/runAsUser")
                                .asLong())
                .isEqualTo(1_000_680_001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"istio-validation", "linkerd-network-validator"})
    void aMeshOfTheNodesOnOpenShiftIsWarnedAbout(String validator) {
        ObjectNode pod = Engine.pod();
        ((ArrayNode) pod.at("/spec/initContainers")).addObject().put("name", validator);

        assertThat(Engine.inject(pod, openShift(), Engine.NO_POLICY).warnings())
                .singleElement()
                .asString()
                .contains("blocks the traffic of init containers");
    }
}
