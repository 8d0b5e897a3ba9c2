package io.migrate.benchmarks.apiserver;

import io.migrate.benchmarks.cluster.Pods;

/// What is created, under which circumstances.
enum Kind {
    /// Nobody's webhook is configured.
    NONE("none", Pods.others()),
    /// Ours is, and the Pods ask for it.
    OURS("ours", Pods.annotated()),
    /// Ours is, and the Pods are those of {@link #NONE}.
    OTHERS("others", Pods.others());

    private final String word;
    private final String pod;

    Kind(String word, String pod) {
        this.word = word;
        this.pod = pod;
    }

    String word() {
        return word;
    }

    String pod() {
        return pod;
    }

    /// Whether the webhook is configured.
    boolean isConfigured() {
        return this != NONE;
    }

    /// Whether a Pod that was created is as it should be.
    boolean isRight(String created) {
        return created.contains("\"migrate-default\"") == (this == OURS);
    }
}
