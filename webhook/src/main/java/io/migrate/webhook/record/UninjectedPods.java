package io.migrate.webhook.record;

import io.migrate.webhook.pod.Exclusion;

import java.util.Map;
import java.util.Set;

/// The definition of an uninjected Pod, for `doctor` and for the metric
/// `migrate_pods_not_injected`: a Pod that asks for a migration, is not exempt from injection, has
/// not finished, and was not injected.
///
/// @param ownNamespace the namespace of the webhook, in which nothing is injected
/// @param optedOut the namespaces whose label opts out of injection
public record UninjectedPods(String ownNamespace, Set<String> optedOut) {
    /// Selects the Namespaces that opt out of injection.
    public static final String OPTED_OUT = Exclusion.LABEL + "=" + Exclusion.VALUE;

    /// Selects by label the Pods that the definition can include. It only narrows the list.
    public static final String LABEL_SELECTOR =
            "!%s,%s!=%s"
                    .formatted(InjectionMarkers.INJECTED_LABEL, Exclusion.LABEL, Exclusion.VALUE);

    /// Selects by field the Pods that have not finished, for lists without a status.
    public static final String FIELD_SELECTOR = "status.phase!=Succeeded,status.phase!=Failed";

    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");
    private static final String WINDOWS = "windows";

    /// Copies the collections.
    public UninjectedPods {
        optedOut = Set.copyOf(optedOut);
    }

    /// The parts of a Pod that the definition uses.
    ///
    /// @param details of spec and status, which a list of metadata lacks
    public record Candidate(
            String namespace,
            Map<String, String> labels,
            Map<String, String> annotations,
            boolean isBeingDeleted,
            Details details) {
        /// Whether the Pod asks for a migration.
        public boolean isAnnotated() {
            return "true".equals(annotations.get(InjectionMarkers.ENABLED_ANNOTATION));
        }

        /// Whether the Pod got its migration.
        public boolean isInjected() {
            return labels.containsKey(InjectionMarkers.INJECTED_LABEL);
        }
    }

    /// The parts of spec and status that the definition uses.
    ///
    /// @param phase the Pod's `status.phase`
    /// @param systems the operating systems that its spec names
    public record Details(String phase, Set<String> systems) {
        /// The details of a Pod that was listed without spec and status: it counts as a Linux Pod.
        public static final Details UNKNOWN = new Details("", Set.of());

        /// Copies the collections.
        public Details {
            systems = Set.copyOf(systems);
        }
    }

    /// Whether a Pod asks for a migration and runs without one.
    public boolean include(Candidate pod) {
        return pod.isAnnotated() && !pod.isInjected() && !isExempt(pod) && !isOver(pod);
    }

    private boolean isExempt(Candidate pod) {
        return Exclusion.NAMESPACES.contains(pod.namespace())
                || pod.namespace().equals(ownNamespace)
                || optedOut.contains(pod.namespace())
                || Exclusion.isOptedOut(pod.labels())
                || pod.annotations().containsKey(Exclusion.MIRROR)
                || pod.details().systems().contains(WINDOWS);
    }

    private static boolean isOver(Candidate pod) {
        return pod.isBeingDeleted() || FINISHED.contains(pod.details().phase());
    }
}
