package io.migrate.webhook.observer;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.webhook.migration.EventSpec;
import io.migrate.webhook.migration.Migration;
import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.migration.PodMigrations;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Writes the Events that there should be and that it did not write yet. There is no queue: what is
/// not written now, because there was too much or the API server was away, is still to be told at
/// the next look.
final class EventPublisher {
    /// In one look, of which there is one in a second.
    static final int PACE = 50;

    /// So many are looked for, so that those that make others needless come first.
    private static final int AHEAD = 10 * PACE;

    /// Events live for an hour, by the API server's default. What is older was told, or is no news.
    private static final Duration OLD = Duration.ofHours(1);

    /// After the API server was away.
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Workloads workloads;
    private final EventWriter writer;
    private final InstantSource clock;
    private final PublishedEvents told = new PublishedEvents();

    /// Of these there is nothing more to tell until they change.
    private final Map<String, PodMigrations> settled = new HashMap<>();

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private Instant notBefore = Instant.EPOCH;

    EventPublisher(Workloads workloads, EventWriter writer, InstantSource clock) {
        this.workloads = workloads;
        this.writer = writer;
        this.clock = clock;
    }

    long written() {
        return written.get();
    }

    /// How many the API server did not take.
    long failed() {
        return failed.get();
    }

    /// Tells of what is new.
    ///
    /// @param pods those that are there or were a moment ago
    void look(List<PodMigrations> pods, KnownPolicies known) {
        Instant now = clock.instant();
        if (now.isBefore(notBefore)) {
            return;
        }
        settled.keySet()
                .retainAll(pods.stream().map(PodMigrations::uid).collect(Collectors.toSet()));
        try {
            tell(pods, known, now);
        } catch (KubernetesClientException _) {
            notBefore = now.plus(PAUSE);
        }
    }

    private void tell(List<PodMigrations> pods, KnownPolicies known, Instant now) {
        var due = new ArrayList<EventSpec>();
        for (PodMigrations pod : pods) {
            if (!pod.equals(settled.get(pod.uid())) && due.size() < AHEAD) {
                List<EventSpec> its = due(pod, known, now);
                due.addAll(its);
                if (its.isEmpty() && isSettled(pod, now)) {
                    settled.put(pod.uid(), pod);
                }
            }
        }
        due.sort(Comparator.comparing(each -> each.needless().isPresent()));
        int left = PACE;
        for (EventSpec each : due) {
            if (left > 0 && !told.has(each)) {
                left--;
                if (!write(each)) {
                    notBefore = now.plus(PAUSE);
                    return;
                }
            }
        }
    }

    private List<EventSpec> due(PodMigrations pod, KnownPolicies known, Instant now) {
        var due = new ArrayList<EventSpec>();
        for (Migration each : pod.migrations()) {
            if (known.has(pod.namespace(), each.policy())) {
                due.addAll(EventSpec.of(pod, each, () -> workloads.of(pod), now.minus(OLD), now));
            }
        }
        due.removeIf(told::has);
        return due;
    }

    private static boolean isSettled(PodMigrations pod, Instant now) {
        return pod.leaving()
                || pod.migrations().stream()
                        .map(each -> each.phase(now))
                        .allMatch(each -> each == Phase.MIGRATED || each == Phase.FAILED);
    }

    /// Whether there is any use in going on.
    private boolean write(EventSpec notice) {
        return switch (told.knows(notice) ? writer.again(notice) : writer.write(notice)) {
            case WRITTEN -> {
                written.incrementAndGet();
                told.add(notice);
                yield true;
            }
            case KNOWN -> {
                told.add(notice);
                yield true;
            }
            case REFUSED -> {
                failed.incrementAndGet();
                told.add(notice);
                yield true;
            }
            case LATER -> {
                failed.incrementAndGet();
                yield false;
            }
        };
    }
}
