package io.migrate.webhook.observer;

import io.fabric8.kubernetes.client.KubernetesClientException;

/// Whether an API server's no is its last word.
final class ApiErrors {
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;

    private ApiErrors() {}

    /// Not so if it is busy or away.
    static boolean isFinal(KubernetesClientException e) {
        return e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != TOO_MANY;
    }

    /// Somebody else was here first.
    static boolean isConflict(KubernetesClientException e) {
        return e.getCode() == CONFLICT;
    }
}
