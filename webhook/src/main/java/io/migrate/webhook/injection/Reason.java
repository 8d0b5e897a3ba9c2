package io.migrate.webhook.injection;

import java.util.Locale;
import java.util.Set;

/// Why a verdict is what it is: a closed set of words, for logs, metrics and the API server's audit
/// log. They are public: dashboards and alerts of others may name them.
public enum Reason {
    /// It gets a migration.
    PATCHED,
    /// It has all of it already.
    ALREADY_THERE,

    /// It has the label that opts out.
    OPTED_OUT,
    /// It does not ask for a migration.
    NOT_ENABLED,
    /// It mirrors a static Pod, and may not refer to Secrets.
    MIRROR,
    /// The migrator runs on Linux.
    WINDOWS,
    /// It is no Pod, or not new.
    NOT_A_NEW_POD,
    /// It is no object that Pods are made from.
    NOT_A_WORKLOAD,
    /// It is a part of an object, such as its scale.
    SUBRESOURCE,
    /// It is neither created nor changed.
    NEITHER_CREATED_NOR_UPDATED,
    /// It is on its way out.
    BEING_DELETED,
    /// Its owner was looked at.
    CONTROLLER_OWNED,
    /// Nothing of it begins with `migrate.io/`.
    NO_KEY_OF_OURS,
    /// Its Pods are what they were.
    TEMPLATE_UNCHANGED,
    /// Its Pods will get a migration.
    TEMPLATE_ACCEPTED,
    /// Its Pods name a policy that is not there yet.
    POLICY_PENDING,

    /// A key or a value of an annotation is wrong.
    ANNOTATIONS,
    /// The policy is not found, cannot be used, or forbids it.
    POLICY,
    /// A name or a label is taken that is ours to give.
    RESERVED,
    /// What the annotations and the policy ask for does not go together with this Pod.
    UNFIT,
    /// It is not shaped as a Pod is.
    MISSHAPEN,
    /// Keys stand on the object that belong on its Pods.
    MISPLACED;

    private static final Set<Reason> REFUSALS =
            Set.of(ANNOTATIONS, POLICY, RESERVED, UNFIT, MISSHAPEN, MISPLACED);

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /// Those that something is refused for.
    public static Set<Reason> refusals() {
        return REFUSALS;
    }

    /// The word, such as `already-there`.
    @Override
    public String toString() {
        return word;
    }
}
