package io.migrate.webhook.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// An Event that there should be.
///
/// Its name follows from what it says and of what, so that observers, replicas and restarts make
/// one of it; whoever comes later counts it up.
///
/// @param name of the Event
/// @param about what it is shown with
/// @param container that it is about
/// @param at when it happened last
/// @param quiet it is not counted up again until that much later
/// @param needless the name of another that makes this one superfluous; empty for none
public record EventSpec(
        String name,
        String namespace,
        Owner about,
        Optional<String> container,
        String reason,
        String type,
        String message,
        Instant at,
        Duration quiet,
        Optional<String> needless) {
    /// All that there is to tell of a Pod now, the older first, what was told before among it.
    ///
    /// @param workload what people would name if one asked them what runs there; empty if nothing
    ///   made the Pod, or nobody knows; asked only if there is something to tell
    /// @param since what is older is no news
    public static List<EventSpec> of(
            PodMigrations pod,
            Migration migration,
            Supplier<Optional<Owner>> workload,
            Instant since,
            Instant now) {
        List<MigrationEvent> news =
                MigrationEvent.of(pod, migration, now).stream()
                        .filter(each -> !each.at().isBefore(since))
                        .toList();
        if (news.isEmpty()) {
            return List.of();
        }
        Optional<Owner> owner = workload.get();
        var notices = new EventFactory(pod, migration);
        return news.stream().flatMap(each -> notices.of(each, owner)).toList();
    }
}
