package io.migrate.webhook.observer;

import io.migrate.webhook.migration.EndedRun;
import io.migrate.webhook.migration.Migration;
import io.migrate.webhook.migration.PodMigrations;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Counts each run once, by Pod, container and restart, however often it is seen.
///
/// What had ended before the first look is history, and was counted by whoever watched then: a
/// counter that begins at zero and rises by a thousand when the observer is restarted would fire
/// every alert there is. What ends while the API server is away is new: it counts as soon as it is
/// seen, as far as kubelet still tells of it, which is of two runs of each container.
final class RunCounter {
    /// Those of Pods that are gone are not forgotten at once: a Pod that loses our label and gets
    /// it back is the same.
    private static final int SPARE = 10_000;

    private record Key(String uid, String container) {}

    private record Counted(int attempt, Instant at) {
        boolean isBefore(EndedRun end) {
            return end.attempt() > attempt && !end.at().equals(at);
        }
    }

    private final Map<Key, Counted> counted = new LinkedHashMap<>(16, 0.75f, true);
    private final Consumer<FinishedRun> listener;
    private volatile boolean began;

    RunCounter(Consumer<FinishedRun> listener) {
        this.listener = listener;
    }

    /// Whether history has been told from news.
    boolean began() {
        return began;
    }

    /// Tells of what is new.
    ///
    /// @param pods all that there are
    /// @param known which policies there are: names that only a Pod speaks of are not counted
    void look(List<PodMigrations> pods, KnownPolicies known) {
        for (PodMigrations pod : pods) {
            pod.migrations().forEach(each -> look(pod, each, known));
        }
        began = true;
        var eldest = counted.keySet().iterator();
        while (counted.size() > 2 * pods.size() + SPARE && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
        }
    }

    private void look(PodMigrations pod, Migration migration, KnownPolicies known) {
        var key = new Key(pod.uid(), migration.container());
        Optional<Counted> before = Optional.ofNullable(counted.get(key));
        for (EndedRun end : migration.over()) {
            if (before.isEmpty() || before.get().isBefore(end)) {
                before = Optional.of(new Counted(end.attempt(), end.at()));
                counted.put(key, before.get());
                if (began && known.has(pod.namespace(), migration.policy())) {
                    listener.accept(new FinishedRun(pod.namespace(), migration.policy(), end));
                }
            }
        }
    }
}
