package io.migrate.webhook.doctor;

import java.util.Locale;

/// The parts of an installation, in the order in which they are looked at.
public enum CheckName {
    /// The API server itself.
    SERVER,
    /// The definitions of our custom resources.
    DEFINITIONS,
    /// The webhook configurations.
    CONFIGURATIONS,
    /// What API servers trust, against what is served.
    CERTIFICATES,
    /// The Deployments.
    REPLICAS,
    /// The addresses behind the Service.
    ENDPOINTS,
    /// The policies, and the objects that they name.
    POLICIES,
    /// A Pod that is admitted for a trial.
    CANARY,
    /// Pods that asked for a migration and run without.
    PODS;

    /// As it is printed.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
