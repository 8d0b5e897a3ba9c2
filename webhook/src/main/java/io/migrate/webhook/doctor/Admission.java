package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.Pod;

/// The API server's answer to the dry-run creation of a Pod.
sealed interface Admission {
    /// The Pod would be created.
    ///
    /// @param pod as admission webhooks changed it
    record Admitted(Pod pod) implements Admission {}

    /// The Pod would not be created, or the API server did not respond.
    ///
    /// @param message the message of the API server
    record Rejected(String message) implements Admission {}
}
