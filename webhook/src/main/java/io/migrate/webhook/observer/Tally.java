package io.migrate.webhook.observer;

import io.migrate.webhook.runs.Ended;
import io.migrate.webhook.runs.Migration;
import io.migrate.webhook.runs.PodRuns;

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
final class Tally {
    /// Those of Pods that are gone are not forgotten at once: a Pod that loses our label and gets
    /// it back is the same.
    private static final int SPARE = 10_000;

    private record Key(String uid, String container) {}

    private record Counted(int attempt, Instant at) {
        boolean isBefore(Ended end) {
            return end.attempt() > attempt && !end.at().equals(at);
        }
    }

    private final Map<Key, Counted> counted = new LinkedHashMap<>(16, 0.75f, true);
    private final Consumer<Finished> listener;
    private volatile boolean began;

    Tally(Consumer<Finished> listener) {
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
    void look(List<PodRuns> pods, Known known) {
        for (PodRuns pod : pods) {
            pod.migrations().forEach(each -> look(pod, each, known));
        }
        began = true;
        var eldest = counted.keySet().iterator();
        while (counted.size() > 2 * pods.size() + SPARE && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
        }
    }

    private void look(PodRuns pod, Migration migration, Known known) {
        var key = new Key(pod.uid(), migration.container());
        Optional<Counted> before = Optional.ofNullable(counted.get(key));
        for (Ended end : migration.over()) {
            if (before.isEmpty() || before.get().isBefore(end)) {
                before = Optional.of(new Counted(end.attempt(), end.at()));
                counted.put(key, before.get());
                if (began && known.has(pod.namespace(), migration.policy())) {
                    listener.accept(new Finished(pod.namespace(), migration.policy(), end));
                }
            }
        }
    }
}
