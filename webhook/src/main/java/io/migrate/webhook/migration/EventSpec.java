package io.migrate.webhook.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The desired state of a Kubernetes Event.
///
/// Its name is derived from what it reports and on which object, so that several observers,
/// replicas and restarts of an observer write one Event. A later occurrence counts it up.
///
/// @param name name of the Event object
/// @param involved the object that the Event is about
/// @param container the container that it is about
/// @param at time of the latest occurrence
/// @param interval the Event is not counted up again until this much later
/// @param supersededBy name of another Event that makes this one superfluous; empty for none
public record EventSpec(
        String name,
        String namespace,
        Owner involved,
        Optional<String> container,
        String reason,
        String type,
        String message,
        Instant at,
        Duration interval,
        Optional<String> supersededBy) {}
