package io.migrate.webhook.observer;

/// How many Pods are under a policy, by what became of their migration.
record PodCounts(int waiting, int running, int migrated, int failed) {
    static final PodCounts NONE = new PodCounts(0, 0, 0, 0);

    int injected() {
        return waiting + running + migrated + failed;
    }

    PodCounts plus(MigrationState state) {
        return switch (state) {
            case WAITING -> new PodCounts(waiting + 1, running, migrated, failed);
            case RUNNING -> new PodCounts(waiting, running + 1, migrated, failed);
            case MIGRATED -> new PodCounts(waiting, running, migrated + 1, failed);
            case FAILED -> new PodCounts(waiting, running, migrated, failed + 1);
        };
    }
}
