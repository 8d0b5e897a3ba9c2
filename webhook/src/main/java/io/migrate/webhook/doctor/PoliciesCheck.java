package io.migrate.webhook.doctor;

import com.fasterxml.jackson.databind.JsonNode;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.migrate.webhook.policy.ClusterMigrationPolicy;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyState;
import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks that policies are valid, that the objects that they reference exist, and that the
/// observer writes their status.
final class PoliciesCheck implements Check {
    @Override
    public String name() {
        return "policies";
    }

    @Override
    public String verifies() {
        return "every policy is valid, and the Secrets, keys, ConfigMaps and PersistentVolumeClaims"
                + " that it references exist; its status is up to date if the observer is ready";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        return switch (cluster.policies()) {
            case Lookup.Forbidden<StoredPolicies>(var why) -> List.of(unknown("policies", why));
            case Lookup.NotFound<StoredPolicies> _ -> List.of();
            case Lookup.Found<StoredPolicies>(var stored) ->
                    stored.objects().stream()
                            .flatMap(each ->
                                    Stream.concat(
                                            check(each, stored.policies(), cluster).stream(),
                                            status(each, cluster).stream()))
                            .toList();
        };
    }

    /// An observer that is missing or not ready is reported as such.
    private Optional<Finding> status(JsonNode object, Cluster cluster) {
        return new PolicyStatusAge(object)
                .complaint(cluster.now())
                .filter(_ -> isObserved(cluster))
                .map(complaint ->
                        warning(
                                subject(object),
                                complaint + ", although the observer is ready",
                                "See why the observer does not write it: "
                                        + cluster.names()
                                                .kubectl(
                                                        "logs deployment/"
                                                                + InstallationNames.OBSERVER)
                                        + ". If its ClusterRole was changed: "
                                        + InstallationNames.REAPPLY));
    }

    private static boolean isObserved(Cluster cluster) {
        return switch (cluster.deployment(InstallationNames.OBSERVER)) {
            case Lookup.Found<Deployment>(var observer) ->
                    observer.getStatus() != null
                            && Optional.ofNullable(observer.getStatus().getReadyReplicas())
                                            .orElse(0)
                                    > 0;
            case Lookup.Forbidden<Deployment> _ -> true;
            case Lookup.NotFound<Deployment> _ -> false;
        };
    }

    private static String subject(JsonNode object) {
        return Stream.of("/kind", "/metadata/namespace", "/metadata/name")
                .map(each -> object.at(each).asText())
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining("/"));
    }

    private List<Finding> check(JsonNode object, Policies policies, Cluster cluster) {
        String namespace = object.at("/metadata/namespace").asText();
        String name = object.at("/metadata/name").asText();
        String kind = object.path("kind").asText();
        if (namespace.isEmpty()) {
            return List.of(check(kind + "/" + name, policies.cluster()));
        }
        String subject = kind + "/" + namespace + "/" + name;
        return policies.find(namespace, name).stream()
                .flatMap(state ->
                        switch (state) {
                            case PolicyState.Invalid<MigrationPolicy>(_, var problems) ->
                                    List.of(invalid(subject, problems)).stream();
                            case PolicyState.Active<MigrationPolicy>(var policy, _, _) ->
                                    references(subject, namespace, policies.under(policy), cluster)
                                            .stream();
                        })
                .toList();
    }

    private Finding check(String subject, Optional<PolicyState<ClusterMigrationPolicy>> state) {
        return state.filter(each -> each.inForce().isEmpty())
                .map(each -> invalid(subject, each.problems()))
                .orElseGet(() -> ok(subject, "is in force"));
    }

    private Finding invalid(String subject, List<Problem> problems) {
        return error(
                subject,
                "is not in force: "
                        + problems.stream()
                                .map(Problem::toString)
                                .collect(Collectors.joining("; ")),
                "Correct it. Until then, replicas that loaded its last valid version keep using"
                        + " it.");
    }

    private List<Finding> references(
            String subject, String namespace, EffectivePolicy policy, Cluster cluster) {
        var findings = new ArrayList<Finding>();
        var forbidden = new TreeSet<String>();
        for (Reference each : Reference.of(policy)) {
            switch (cluster.keys(namespace, each.kind(), each.name())) {
                case Lookup.Forbidden<Set<String>>(var why) -> forbidden.add(why);
                case Lookup.NotFound<Set<String>> _ ->
                        findings.add(missing(subject, namespace, each));
                case Lookup.Found<Set<String>>(var keys) ->
                        each.key()
                                .filter(key -> !keys.contains(key))
                                .map(key -> missingKey(subject, namespace, each, key, keys))
                                .ifPresent(findings::add);
            }
        }
        forbidden.forEach(why -> findings.add(unknown(subject, why)));
        return findings.isEmpty()
                ? List.of(ok(subject, "references only objects that exist"))
                : findings;
    }

    private Finding missing(String subject, String namespace, Reference reference) {
        return error(
                subject,
                "%s: %s %s does not exist in namespace %s: Pods under this policy cannot start"
                        .formatted(
                                reference.field(),
                                reference.kind().noun(),
                                reference.name(),
                                namespace),
                switch (reference.kind()) {
                    case SECRET ->
                            reference
                                    .key()
                                    .map(key ->
                                            "Create it: kubectl -n %s create secret generic %s --from-file=%s=FILE, or reference another one."
                                                    .formatted(namespace, reference.name(), key))
                                    .orElse("Create it, or reference another one.");
                    case CONFIG_MAP, VOLUME_CLAIM -> "Create it, or reference another one.";
                });
    }

    private Finding missingKey(
            String subject, String namespace, Reference reference, String key, Set<String> keys) {
        return error(
                subject,
                "%s: %s %s in namespace %s has no key %s (keys: %s): Pods under this policy cannot start"
                        .formatted(
                                reference.field(),
                                reference.kind().noun(),
                                reference.name(),
                                namespace,
                                key,
                                keys.isEmpty() ? "none" : String.join(", ", new TreeSet<>(keys))),
                "Reference an existing key, or add the missing one.");
    }
}
