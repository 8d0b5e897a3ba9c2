package io.migrate.webhook.doctor;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Origin;
import io.migrate.webhook.settings.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether policies can be read, and what they name is there.
final class PoliciesCheck {
    private PoliciesCheck() {}

    /// One that cannot be read.
    static Finding broken(String subject, List<Problem> problems) {
        return Finding.error(
                CheckName.POLICIES,
                subject,
                "is not in force: "
                        + problems.stream()
                                .map(Problem::toString)
                                .collect(Collectors.joining("; ")),
                "Correct it. The last good one holds until then, in replicas that knew it.");
    }

    /// Looks up what objects hold.
    interface KeyLookup {
        /// The keys of an object in the policy's namespace.
        Lookup<Set<String>> keys(Reference.Kind kind, String name);
    }

    /// One that can.
    ///
    /// @param subject the policy, as `kind/namespace/name`
    static List<Finding> of(
            String subject, String namespace, EffectivePolicy policy, KeyLookup lookup) {
        var findings = new ArrayList<Finding>();
        var withheld = new TreeSet<String>();
        for (Reference each : Reference.of(policy)) {
            switch (lookup.keys(each.kind(), each.name())) {
                case Lookup.Forbidden<Set<String>>(var why) -> withheld.add(why);
                case Lookup.NotFound<Set<String>> _ ->
                        findings.add(missing(subject, namespace, each, origin(policy)));
                case Lookup.Found<Set<String>>(var keys) ->
                        each.key()
                                .filter(key -> !keys.contains(key))
                                .ifPresent(key ->
                                        findings.add(keyless(subject, namespace, each, key, keys)));
            }
        }
        withheld.forEach(why -> findings.add(Finding.unknown(CheckName.POLICIES, subject, why)));
        return findings.isEmpty()
                ? List.of(
                        Finding.ok(CheckName.POLICIES, subject, "names nothing that is not there"))
                : findings;
    }

    private static String origin(EffectivePolicy policy) {
        return policy.layers().stream().anyMatch(each -> each.origin() instanceof Origin.Namespace)
                ? ""
                : ", as there is no policy that names another";
    }

    private static Finding missing(
            String subject, String namespace, Reference each, String origin) {
        String noun = each.kind().noun() + " " + each.name();
        return Finding.error(
                CheckName.POLICIES,
                subject,
                "%s: %s does not exist in namespace %s: its Pods do not start%s"
                        .formatted(each.field(), noun, namespace, origin),
                switch (each.kind()) {
                    case SECRET ->
                            each.key()
                                    .map(key ->
                                            "Create it: kubectl -n %s create secret generic %s --from-file=%s=FILE, or name another one."
                                                    .formatted(namespace, each.name(), key))
                                    .orElse("Create it, or name another one.");
                    case CONFIG_MAP, VOLUME_CLAIM -> "Create it, or name another one.";
                });
    }

    private static Finding keyless(
            String subject, String namespace, Reference each, String key, Set<String> keys) {
        return Finding.error(
                CheckName.POLICIES,
                subject,
                "%s: %s %s in namespace %s has no key %s, but %s: its Pods do not start"
                        .formatted(
                                each.field(),
                                each.kind().noun(),
                                each.name(),
                                namespace,
                                key,
                                keys.isEmpty()
                                        ? "none at all"
                                        : String.join(", ", new TreeSet<>(keys))),
                "Name one that it has, or add this one.");
    }
}
