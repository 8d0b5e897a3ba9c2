package io.migrate.webhook.observer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.migrate.webhook.migration.EventSpec;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Writes Events to the API server, as `v1` and not as `events.k8s.io`: `kubectl describe` shows
/// count and times of the former, and their message and count can be updated, whereas only the
/// series of the latter can.
final class EventWriter {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final String COMPONENT = "migrate-io-observer";

    /// How often failures are logged at most.
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final InstantSource clock;
    private Instant lastLogged = Instant.EPOCH;

    EventWriter(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /// The result of a write.
    enum Result {
        WRITTEN,
        /// Another observer, or this one before a restart, wrote the Event.
        UNCHANGED,
        /// The API server rejects the Event, and would do so again.
        REJECTED,
        /// The API server is unavailable or overloaded.
        UNAVAILABLE
    }

    /// Creates the Event, or counts it up if it exists.
    Result write(EventSpec spec) {
        return attempt(spec, () -> create(spec) || update(spec));
    }

    /// Counts up an Event that was written before; creates it if it expired.
    Result countUp(EventSpec spec) {
        return attempt(spec, () -> update(spec));
    }

    private Result attempt(EventSpec spec, BooleanSupplier write) {
        try {
            return write.getAsBoolean() ? Result.WRITTEN : Result.UNCHANGED;
        } catch (KubernetesClientException e) {
            log(spec, e);
            return ApiErrors.isPermanent(e) ? Result.REJECTED : Result.UNAVAILABLE;
        }
    }

    private void log(EventSpec spec, KubernetesClientException e) {
        if (!lastLogged.plus(LOG_INTERVAL).isAfter(clock.instant())) {
            lastLogged = clock.instant();
            LOG.atWarn()
                    .addKeyValue("namespace", spec.namespace())
                    .addKeyValue("event", spec.name())
                    .addKeyValue("cause", e)
                    .log("cannot write Event");
        }
    }

    private boolean create(EventSpec spec) {
        try {
            resource(spec).create();
            return true;
        } catch (KubernetesClientException e) {
            if (ApiErrors.isConflict(e)) {
                return false;
            }
            throw e;
        }
    }

    /// Counts up the Event, unless this occurrence was counted before.
    private boolean update(EventSpec spec) {
        Event present = resource(spec).get();
        if (present == null) {
            return create(spec);
        }
        if (!Optional.ofNullable(present.getLastTimestamp())
                .map(Instant::parse)
                .orElse(Instant.EPOCH)
                .plus(spec.interval())
                .isBefore(seconds(spec.at()))) {
            return false;
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata")
                .put("resourceVersion", present.getMetadata().getResourceVersion());
        patch.put("count", 1 + Optional.ofNullable(present.getCount()).orElse(1))
                .put("lastTimestamp", seconds(spec.at()).toString())
                .put("message", spec.message());
        try {
            resource(spec).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
            return true;
        } catch (KubernetesClientException e) {
            if (ApiErrors.isConflict(e)) {
                return false;
            }
            throw e;
        }
    }

    private Resource<Event> resource(EventSpec spec) {
        String at = seconds(spec.at()).toString();
        return client.v1()
                .events()
                .inNamespace(spec.namespace())
                .resource(
                        new EventBuilder()
                                .withNewMetadata()
                                .withNamespace(spec.namespace())
                                .withName(spec.name())
                                .endMetadata()
                                .withNewInvolvedObject()
                                .withApiVersion(spec.involved().apiVersion())
                                .withKind(spec.involved().kind())
                                .withNamespace(spec.namespace())
                                .withName(spec.involved().name())
                                .withUid(spec.involved().uid())
                                .withFieldPath(
                                        spec.container()
                                                .map("spec.initContainers{%s}"::formatted)
                                                .orElse(null))
                                .endInvolvedObject()
                                .withReason(spec.reason())
                                .withType(spec.type())
                                .withMessage(spec.message())
                                .withFirstTimestamp(at)
                                .withLastTimestamp(at)
                                .withCount(1)
                                .withNewSource()
                                .withComponent(COMPONENT)
                                .endSource()
                                .withReportingComponent(COMPONENT)
                                .build());
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
