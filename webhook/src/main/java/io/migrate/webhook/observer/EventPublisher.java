package io.migrate.webhook.observer;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.webhook.migration.EventFactory;
import io.migrate.webhook.migration.EventSpec;
import io.migrate.webhook.migration.Migration;
import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.migration.PodMigrations;
import io.migrate.webhook.policy.Policies;

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

/// Writes the Events that are due. There is no queue: an Event that is not written now, because
/// there are too many or the API server is unavailable, is still due at the next update.
final class EventPublisher {
    /// Limit for one update, of which there is one each second.
    static final int WRITES = 50;

    /// How many due Events are collected before they are sorted, so that those that supersede
    /// others come first.
    private static final int COLLECTED = 10 * WRITES;

    /// An API server keeps Events for an hour by default. Anything older was reported before.
    private static final Duration MAX_AGE = Duration.ofHours(1);

    /// How long to wait after the API server was unavailable.
    private static final Duration BACKOFF = Duration.ofSeconds(5);

    private final Workloads workloads;
    private final EventWriter writer;
    private final InstantSource clock;
    private final PublishedEvents published = new PublishedEvents();

    /// Pods by uid that have no more Events until they change.
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

    /// Returns how many Events the API server did not accept.
    long failed() {
        return failed.get();
    }

    /// Writes the Events that are due.
    ///
    /// @param pods the Pods that exist or were deleted recently
    void update(List<PodMigrations> pods, Policies policies) {
        Instant now = clock.instant();
        if (now.isBefore(notBefore)) {
            return;
        }
        settled.keySet()
                .retainAll(pods.stream().map(PodMigrations::uid).collect(Collectors.toSet()));
        try {
            publish(due(pods, policies, now), now);
        } catch (KubernetesClientException _) {
            notBefore = now.plus(BACKOFF);
        }
    }

    private List<EventSpec> due(List<PodMigrations> pods, Policies policies, Instant now) {
        var due = new ArrayList<EventSpec>();
        for (PodMigrations pod : pods) {
            if (!pod.equals(settled.get(pod.uid())) && due.size() < COLLECTED) {
                List<EventSpec> dueForPod = due(pod, policies, now);
                due.addAll(dueForPod);
                if (dueForPod.isEmpty() && isSettled(pod, now)) {
                    settled.put(pod.uid(), pod);
                }
            }
        }
        due.sort(Comparator.comparing(each -> each.supersededBy().isPresent()));
        return due;
    }

    private List<EventSpec> due(PodMigrations pod, Policies policies, Instant now) {
        var due = new ArrayList<EventSpec>();
        for (Migration each : pod.migrations()) {
            if (new PolicyKey(pod.namespace(), each.policy()).existsIn(policies)) {
                due.addAll(
                        EventFactory.create(
                                pod, each, () -> workloads.of(pod), now.minus(MAX_AGE), now));
            }
        }
        due.removeIf(published::isCurrent);
        return due;
    }

    private static boolean isSettled(PodMigrations pod, Instant now) {
        return !pod.isActive()
                || pod.migrations().stream()
                        .map(each -> each.phase(now))
                        .allMatch(each -> each == Phase.MIGRATED || each == Phase.FAILED);
    }

    private void publish(List<EventSpec> due, Instant now) {
        int left = WRITES;
        for (EventSpec each : due) {
            if (left > 0 && !published.isCurrent(each)) {
                left--;
                if (!write(each)) {
                    notBefore = now.plus(BACKOFF);
                    return;
                }
            }
        }
    }

    /// Returns whether the API server is available.
    private boolean write(EventSpec spec) {
        return switch (published.contains(spec) ? writer.countUp(spec) : writer.write(spec)) {
            case WRITTEN -> {
                written.incrementAndGet();
                published.add(spec);
                yield true;
            }
            case UNCHANGED -> {
                published.add(spec);
                yield true;
            }
            case REJECTED -> {
                failed.incrementAndGet();
                published.add(spec);
                yield true;
            }
            case UNAVAILABLE -> {
                failed.incrementAndGet();
                yield false;
            }
        };
    }
}
