package io.migrate.webhook.observer;

import io.migrate.webhook.migration.EndedRun;
import io.migrate.webhook.migration.Migration;
import io.migrate.webhook.migration.PodMigrations;
import io.migrate.webhook.policy.Policies;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Counts each run once, by Pod, container and restart, however often it is seen.
///
/// Runs that ended before the first update were counted by the observer that was running then: a
/// counter that starts at zero and jumps by a thousand when the observer restarts would fire every
/// alert. Runs that end while the API server is unavailable count as soon as they are seen, as long
/// as kubelet still reports them, which it does for two runs of each container.
final class RunCounter {
    /// How many Pods that no longer exist are remembered: a Pod that loses the label and gets it
    /// back is the same Pod.
    private static final int DELETED = 10_000;

    /// How many runs of a container are remembered: kubelet shows two.
    private static final int REMEMBERED = 4;

    private record Key(String uid, String container) {}

    /// What distinguishes a run from the others of its container.
    private record Seen(String containerId, int attempt, Instant at) {
        static Seen of(EndedRun run) {
            return new Seen(run.containerId(), run.attempt(), run.at());
        }

        /// The number of a run proves nothing: kubelet counts from 0 again once it has deleted a
        /// container, and sometimes counts a restart of one that it only found missing.
        boolean isSame(EndedRun run) {
            return (containerId.isEmpty() || run.containerId().isEmpty())
                    ? at.equals(run.at())
                    : containerId.equals(run.containerId());
        }

        /// Whether a run without an identity may be one that kubelet reported before these.
        boolean isNotBefore(EndedRun run) {
            return attempt >= run.attempt() && !at.isBefore(run.at());
        }
    }

    private final Map<Key, List<Seen>> counted = new LinkedHashMap<>(16, 0.75f, true);
    private final Consumer<Observer.FinishedRun> listener;
    private volatile boolean isReady;

    RunCounter(Consumer<Observer.FinishedRun> listener) {
        this.listener = listener;
    }

    /// Returns whether earlier runs are known, so that new ones are counted.
    boolean isReady() {
        return isReady;
    }

    /// Passes new runs to the listener.
    ///
    /// @param pods all Pods
    /// @param policies runs under policies that do not exist are not counted
    void update(List<PodMigrations> pods, Policies policies) {
        for (PodMigrations pod : pods) {
            pod.migrations().forEach(each -> update(pod, each, policies));
        }
        isReady = true;
        var eldest = counted.keySet().iterator();
        while (counted.size() > 2 * pods.size() + DELETED && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
        }
    }

    private void update(PodMigrations pod, Migration migration, Policies policies) {
        var key = new Key(pod.uid(), migration.container());
        var policy = new PolicyKey(pod.namespace(), migration.policy());
        List<Seen> seen = counted.getOrDefault(key, List.of());
        for (EndedRun run : migration.endedRuns()) {
            if (isNew(run, seen)) {
                seen = Stream.concat(seen.stream(), Stream.of(Seen.of(run))).toList();
                seen = seen.subList(Math.max(0, seen.size() - REMEMBERED), seen.size());
                counted.put(key, seen);
                if (isReady && policy.existsIn(policies)) {
                    listener.accept(new Observer.FinishedRun(policy, run));
                }
            }
        }
    }

    private static boolean isNew(EndedRun run, List<Seen> seen) {
        return seen.stream()
                .noneMatch(each ->
                        each.isSame(run) || (run.containerId().isEmpty() && each.isNotBefore(run)));
    }
}
