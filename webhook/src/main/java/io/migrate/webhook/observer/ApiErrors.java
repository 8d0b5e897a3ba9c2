package io.migrate.webhook.observer;

import io.fabric8.kubernetes.client.KubernetesClientException;

/// Classifies errors of the API server as permanent or retryable.
final class ApiErrors {
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;

    private ApiErrors() {}

    /// Returns whether the same request would fail again. It would not if the API server is
    /// overloaded or unavailable.
    static boolean isPermanent(KubernetesClientException e) {
        return e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != TOO_MANY_REQUESTS;
    }

    /// Returns whether another client created or changed the object first.
    static boolean isConflict(KubernetesClientException e) {
        return e.getCode() == CONFLICT;
    }
}
