package io.migrate.webhook.observer;

import io.migrate.webhook.migration.EndedRun;
import io.migrate.webhook.migration.Migration;
import io.migrate.webhook.migration.PodMigrations;
import io.migrate.webhook.policy.Policies;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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

    private record Key(String uid, String container) {}

    private record LastCounted(int attempt, Instant at) {
        boolean isBefore(EndedRun run) {
            return run.attempt() > attempt && !run.at().equals(at);
        }
    }

    private final Map<Key, LastCounted> counted = new LinkedHashMap<>(16, 0.75f, true);
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
        Optional<LastCounted> last = Optional.ofNullable(counted.get(key));
        for (EndedRun run : migration.endedRuns()) {
            if (last.isEmpty() || last.get().isBefore(run)) {
                last = Optional.of(new LastCounted(run.attempt(), run.at()));
                counted.put(key, last.get());
                if (isReady && policy.existsIn(policies)) {
                    listener.accept(new Observer.FinishedRun(policy, run));
                }
            }
        }
    }
}
