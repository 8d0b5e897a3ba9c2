package io.migrate.benchmarks.apiserver;

import io.migrate.benchmarks.cluster.Pods;

/// The kinds of Pod, and whether the webhook is configured for them.
enum Kind {
    /// Without any webhook.
    NONE("none", Pods.others()),
    /// With the webhook, and Pods annotated for it.
    OURS("ours", Pods.annotated()),
    /// With the webhook, and the Pods of {@link #NONE}.
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

    /// Whether a created Pod was injected or left alone as expected.
    boolean isAsExpected(String created) {
        return created.contains("\"migrate-default\"") == (this == OURS);
    }
}
