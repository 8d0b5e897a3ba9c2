package io.migrate.webhook.injection;

import java.util.Locale;
import java.util.Set;

/// The reason for a verdict: a closed set of words for logs, metrics and the API server's audit
/// log. They are public, because dashboards and alerts refer to them.
public enum Reason {
    /// A migration was injected.
    PATCHED,
    /// The Pod already contains everything that is injected.
    ALREADY_INJECTED,

    /// The label opts the Pod out.
    OPTED_OUT,
    /// The Pod does not ask for a migration.
    NOT_ENABLED,
    /// A mirror Pod of a static Pod cannot reference Secrets.
    MIRROR,
    /// The Pod is for Windows, and the migrator runs on Linux.
    WINDOWS,
    /// The object is not a Pod, or not a new one.
    NOT_A_NEW_POD,
    /// The object has no Pod template.
    NOT_A_WORKLOAD,
    /// The request is for a subresource, such as `scale`.
    SUBRESOURCE,
    /// The operation is neither CREATE nor UPDATE.
    NEITHER_CREATED_NOR_UPDATED,
    /// The object is being deleted.
    BEING_DELETED,
    /// The object's controller was checked instead.
    CONTROLLER_OWNED,
    /// The object has no key that starts with `migrate.io/`.
    NO_MIGRATE_IO_KEY,
    /// The Pod template has not changed.
    TEMPLATE_UNCHANGED,
    /// The Pods of the object will be injected.
    TEMPLATE_ACCEPTED,
    /// The Pods of the object use a policy that does not exist yet.
    POLICY_PENDING,

    /// An annotation is invalid.
    ANNOTATIONS,
    /// The policy does not exist, is invalid, or does not allow the migration.
    POLICY,
    /// The Pod uses a name or a label that is reserved for migrate.io.
    RESERVED,
    /// The annotations and the policy do not fit the Pod.
    INCOMPATIBLE,
    /// The object does not have the structure of a Pod.
    INVALID_POD,
    /// Keys are set on the object that belong on its Pods.
    MISPLACED;

    private static final Set<Reason> REFUSALS =
            Set.of(ANNOTATIONS, POLICY, RESERVED, INCOMPATIBLE, INVALID_POD, MISPLACED);

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /// Returns the reasons for refusals.
    public static Set<Reason> refusals() {
        return REFUSALS;
    }

    /// Returns the word, such as `already-injected`.
    @Override
    public String toString() {
        return word;
    }
}
