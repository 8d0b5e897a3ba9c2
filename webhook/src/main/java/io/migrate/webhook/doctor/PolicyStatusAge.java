package io.migrate.webhook.doctor;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// Since when the status of a policy is not up to date.
///
/// @param object the policy as it is stored
record PolicyStatusAge(JsonNode object) {
    /// The observer writes within ten seconds.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// Returns what is wrong with the status; empty while the observer may still write it.
    Optional<String> complaint(Instant now) {
        long generation = object.at("/metadata/generation").asLong();
        JsonNode observed = object.at("/status/observedGeneration");
        if (observed.asLong() >= generation
                || changed().filter(each -> each.plus(PATIENCE).isBefore(now)).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                observed.isMissingNode()
                        ? "has no status"
                        : "has a status of generation %d, not of %d"
                                .formatted(observed.asLong(), generation));
    }

    /// Returns when somebody changed the policy last.
    private Optional<Instant> changed() {
        return object.at("/metadata/managedFields")
                .valueStream()
                .filter(each -> !each.path("subresource").asText().equals("status"))
                .flatMap(each -> instant(each.path("time")).stream())
                .max(Comparator.naturalOrder())
                .or(() -> instant(object.at("/metadata/creationTimestamp")));
    }

    private static Optional<Instant> instant(JsonNode time) {
        try {
            return Optional.ofNullable(time.textValue()).map(Instant::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
