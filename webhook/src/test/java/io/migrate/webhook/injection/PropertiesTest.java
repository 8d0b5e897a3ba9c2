package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.pod.Quantity;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.record.Uninjector;

import org.junit.jupiter.api.Test;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What holds for every Pod, over generated ones: `-Dpods=1000000` for more of them, `-Dseed=` for
/// the same again; the seed is in every failure.
///
/// Failure classes of the field: 2 (fields that the injector does not know are lost), 13 (called
/// again), 14 (missing and null parents), 15 (labels replaced), 17 (containers that the API server
/// refuses).
class PropertiesTest {
    private static final int PODS = Integer.getInteger("pods", 2_000);

    private static final List<String> LISTS =
            List.of("/spec/initContainers", "/spec/volumes", "/spec/imagePullSecrets");

    private static final List<Policies> POLICIES =
            List.of(
                    Engine.NO_POLICY,
                    Engine.policy(
                            """
                            source: {type: Container, container: {name: api, path: /sql, copyMethod: Injected}}
                            database:
                              urlSecretKeyRef: {name: db-migrator, key: url}
                              caConfigMapKeyRef: {name: ca, key: ca.pem}
                            application: {urlSecretKeyRef: {name: db-app, key: url}, containerNames: [api, worker]}
                            podLabels: {migrate.io/db-access: shop, tier: data}
                            migrator: {imagePullSecrets: [{name: corp}, {name: mine}]}
                            """),
                    Engine.policy(
                            """
                            source: {type: Image, image: {reference: "sql:1", path: /sql}}
                            database: {urlFile: {path: /vault/secrets/url, volumeName: vault-secrets}}
                            migrator:
                              resources:
                                requests: {cpu: 1, ephemeral-storage: 1Gi}
                                limits: {memory: 64Mi, ephemeral-storage: 2Gi, example.com/device: 2}
                            """),
                    Engine.policy(
                            """
                            source: {type: ConfigMap, configMap: {name: sql}}
                            database:
                              connection:
                                host: db
                                database: shop
                                usernameSecretKeyRef: {name: owner, key: user}
                                passwordSecretKeyRef: {name: owner, key: password}
                              caSecretKeyRef: {name: ca, key: ca.pem}
                            """));

    private enum Outcome {
        INJECTED,
        UNTOUCHED,
        REFUSED
    }

    @Test
    void hold() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        var outcomes = new EnumMap<Outcome, Integer>(Outcome.class);
        for (int i = 0; i < PODS; i++) {
            // One Pod can be made again without those before it.
            long own = i == 0 ? seed : random.nextLong();
            try {
                outcomes.merge(check(new Random(own)), 1, Integer::sum);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "Pod %d; again with -Dseed=%d -Dpods=1".formatted(i, own), e);
            }
        }
        if (PODS >= 1000) {
            assertThat(outcomes.get(Outcome.INJECTED))
                    .as("of %s, seed %d", outcomes, seed)
                    .isGreaterThan(PODS / 2);
            assertThat(outcomes).containsKeys(Outcome.UNTOUCHED, Outcome.REFUSED);
        }
    }

    private static Outcome check(Random random) {
        Policies policies = POLICIES.get(random.nextInt(POLICIES.size()));
        ObjectNode original = new Generator(random).pod(policies != Engine.NO_POLICY);
        ObjectNode sent = original.deepCopy();
        return switch (Injector.inject(sent, Namespace.named(Case.NAMESPACE), policies)) {
            case Verdict.Injected injected -> {
                assertThat(sent).as("the tree that was sent").isEqualTo(original);
                check(original, injected);
                var again =
                        Injector.inject(injected.pod(), Namespace.named(Case.NAMESPACE), policies);
                assertThat(again)
                        .isInstanceOfSatisfying(
                                Verdict.Injected.class,
                                second -> assertThat(second.patch()).as("again").isEmpty());
                yield Outcome.INJECTED;
            }
            case Verdict.Untouched _ -> {
                assertThat(sent).as("the tree that was sent").isEqualTo(original);
                yield Outcome.UNTOUCHED;
            }
            case Verdict.Refused refused -> {
                assertThat(sent).as("the tree that was sent").isEqualTo(original);
                assertThat(refused.problems()).isNotEmpty();
                yield Outcome.REFUSED;
            }
        };
    }

    private static void check(ObjectNode original, Verdict.Injected injected) {
        ObjectNode pod = injected.pod();
        assertThat(JsonPatch.apply(injected.patch(), original)).as("the patch").isEqualTo(pod);
        onlyAdds(original, injected.patch());
        assertThat(without(original, pod)).as("without the injected parts").isEqualTo(original);
        if (!original.at("/metadata/annotations").has(Names.STATUS)) {
            assertThat(Uninjector.uninject(pod))
                    .isInstanceOfSatisfying(
                            Uninjector.Result.Restored.class,
                            restored ->
                                    assertThat(restored.pod()).as("undone").isEqualTo(original));
        }
        isValid(pod);
        standsRight(pod);
        assertThat(injected.warnings())
                .allSatisfy(each -> assertThat(each.length()).isLessThanOrEqualTo(256));
        assertThat(injected.warnings().stream().mapToInt(String::length).sum())
                .isLessThanOrEqualTo(4096);
    }

    /// The patch only adds; what exists is replaced only where it is null, or in the two
    /// annotations that migrate.io extends.
    private static void onlyAdds(ObjectNode original, ArrayNode patch) {
        Set<String> mine = Set.of(escaped(Names.STATUS), escaped(PodPaths.SAFE_TO_EVICT));
        for (JsonNode operation : patch) {
            String path = operation.path("path").asText();
            boolean annotation = mine.contains(path.replaceFirst("^/metadata/annotations/", ""));
            if (!annotation) {
                assertThat(operation.path("op").asText()).as(path).isEqualTo("add");
                JsonNode there = original.at(path);
                boolean inserts = path.matches(".*/[0-9]+");
                assertThat(inserts || there.isMissingNode() || there.isNull()).as(path).isTrue();
            }
            assertThat(path)
                    .matches(
                            "/metadata/(annotations|labels)(/.+)?"
                                    + "|/spec/(initContainers|volumes|imagePullSecrets)(/[0-9]+)?"
                                    + "|/spec/containers/[0-9]+/env(/0)?")
                    .doesNotContain("future");
        }
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    /// The Pod without everything that can be injected, by an independent definition: names that
    /// begin with `migrate-`, labels of the policy, variables of the policy where the user had
    /// none.
    private static JsonNode without(ObjectNode original, ObjectNode pod) {
        ObjectNode rest = pod.deepCopy();
        for (String list : LISTS) {
            dropNew(original.at(list), rest, list);
        }
        for (int i = 0; i < rest.at("/spec/containers").size(); i++) {
            dropNew(
                    original.at("/spec/containers/" + i + "/env"),
                    rest,
                    "/spec/containers/" + i + "/env");
        }
        for (String texts : List.of("/metadata/labels", "/metadata/annotations")) {
            JsonNode before = original.at(texts);
            if (rest.at(texts) instanceof ObjectNode object) {
                for (String key : List.of(Names.STATUS, PodPaths.SAFE_TO_EVICT)) {
                    if (before.has(key)) {
                        object.set(key, before.path(key));
                    }
                }
                object.retain(new HashSet<>(namesOf(before)));
            }
            restore(before, rest, texts);
        }
        return rest;
    }

    private static Set<String> namesOf(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void dropNew(JsonNode before, ObjectNode rest, String pointer) {
        if (rest.at(pointer) instanceof ArrayNode array) {
            Set<String> known = new HashSet<>(Engine.names(before));
            for (int i = array.size() - 1; i >= 0; i--) {
                String name = PodView.name(array.get(i));
                if (!known.contains(name)) {
                    assertThat(name).matches("migrate-.+|DATABASE_URL|corp|mine");
                    array.remove(i);
                }
            }
        }
        restore(before, rest, pointer);
    }

    /// A parent that had to be made is unmade.
    private static void restore(JsonNode before, ObjectNode rest, String pointer) {
        int slash = pointer.lastIndexOf('/');
        if (rest.at(pointer.substring(0, slash)) instanceof ObjectNode holder
                && rest.at(pointer).isEmpty()) {
            String member = pointer.substring(slash + 1);
            if (before.isMissingNode()) {
                holder.remove(member);
            } else if (before.isNull()) {
                holder.putNull(member);
            }
        }
    }

    /// What the API server checks of what we add.
    private static void isValid(ObjectNode pod) {
        List<String> inits = Engine.names(pod.at("/spec/initContainers"));
        List<String> volumes = Engine.names(pod.at("/spec/volumes"));
        assertThat(inits).doesNotHaveDuplicates();
        assertThat(volumes).doesNotHaveDuplicates();
        assertThat(Engine.names(pod.at("/spec/containers")))
                .noneMatch(each -> each.startsWith("migrate-"));
        var given = new HashSet<>(volumes);
        given.add("vault-secrets");
        for (JsonNode container : pod.at("/spec/initContainers")) {
            if (PodView.name(container).startsWith("migrate-")) {
                assertThat(PodView.name(container)).hasSizeLessThan(64);
                JsonNode mounts = container.path("volumeMounts");
                assertThat(given).containsAll(Engine.names(mounts));
                assertThat(mounts.findValuesAsText("mountPath")).doesNotHaveDuplicates();
                assertThat(Engine.names(container.path("env"))).doesNotHaveDuplicates();
                limitsHold(container.path("resources"));
                requestsLessThanTheApplication(
                        container.at("/resources/requests"), pod.at("/spec/containers"));
            }
        }
    }

    /// The migration waits for what may be its way to the database, and nothing that may wait for
    /// the migration is waited for without a warning or a reason.
    private static void standsRight(ObjectNode pod) {
        List<String> inits = Engine.names(pod.at("/spec/initContainers"));
        boolean free =
                !pod.at("/metadata/annotations").has("migrate.io/position")
                        && Stream.of("istio-init", "linkerd-init").noneMatch(inits::contains);
        int migrator = inits.indexOf("migrate-default");
        if (free && inits.contains("connector")) {
            assertThat(inits.indexOf("connector")).as("%s", inits).isLessThan(migrator);
        }
        if (free && inits.contains("part-of-api") && inits.indexOf("part-of-api") < migrator) {
            assertThat(inits.subList(inits.indexOf("part-of-api") + 1, migrator))
                    .as("%s", inits)
                    .containsAnyOf(
                            "connector",
                            "daprd",
                            "istio-proxy",
                            "istio-validation",
                            "linkerd-proxy",
                            "linkerd-network-validator",
                            "vault-agent",
                            "vault-agent-init",
                            "cloud-sql-proxy");
        }
    }

    private static void limitsHold(JsonNode resources) {
        for (var each : resources.path("limits").properties()) {
            Quantity limit = Quantity.of(each.getValue().asText());
            if (limit.isPositive()) {
                assertThat(Quantity.of(resources.at("/requests").path(each.getKey()).asText()))
                        .isLessThanOrEqualTo(limit);
            }
        }
        assertThat(resources.at("/limits/ephemeral-storage").asText()).isNotEqualTo("0");
    }

    /// Otherwise the Pod would need more than without us.
    private static void requestsLessThanTheApplication(JsonNode requests, JsonNode containers) {
        for (var each : requests.properties()) {
            var sum = Quantity.ZERO;
            for (JsonNode container : containers) {
                JsonNode resources = container.path("resources");
                JsonNode own = resources.path("requests").path(each.getKey());
                JsonNode amount =
                        own.isMissingNode() ? resources.path("limits").path(each.getKey()) : own;
                sum = sum.plus(Quantity.parse(amount.asText()).orElse(Quantity.ZERO));
            }
            // The API server rounds up to thousandths.
            assertThat(Quantity.of(each.getValue().asText()))
                    .as("%s of %s", each, containers)
                    .isLessThanOrEqualTo(Quantity.of(sum.text()));
        }
    }
}
