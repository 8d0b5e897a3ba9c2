package io.migrate.webhook.observer;

import io.migrate.webhook.migration.Phase;

/// How many Pods are under a policy, as its status tells it.
///
/// @param waiting those that are blocked among them
record PodCounts(int waiting, int running, int migrated, int failed) {
    static final PodCounts NONE = new PodCounts(0, 0, 0, 0);

    static PodCounts of(ObserverSnapshot.Pods pods) {
        return new PodCounts(
                count(pods, Phase.WAITING) + count(pods, Phase.BLOCKED),
                count(pods, Phase.RUNNING),
                count(pods, Phase.MIGRATED),
                count(pods, Phase.FAILED));
    }

    private static int count(ObserverSnapshot.Pods pods, Phase phase) {
        return pods.byPhase().getOrDefault(phase, 0);
    }

    int injected() {
        return waiting + running + migrated + failed;
    }
}
