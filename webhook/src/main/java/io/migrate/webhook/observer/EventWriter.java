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

/// Makes Events true. They are those of `v1`, not of `events.k8s.io`: `kubectl describe` shows
/// count and times of these, and they may be changed later, which those may not but for their
/// series.
final class EventWriter {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final String COMPONENT = "migrate-io-observer";

    /// One line of log in a minute says enough of an API server that does not take them.
    private static final Duration COMPLAINING = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final InstantSource clock;
    private Instant complained = Instant.EPOCH;

    EventWriter(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /// What became of it.
    enum Result {
        WRITTEN,
        /// Another observer, or we before a restart, told it.
        KNOWN,
        /// It is not taken, and would not be a second time.
        REFUSED,
        /// The API server is away or busy.
        LATER
    }

    /// Creates the Event, or counts it up if there is one.
    Result write(EventSpec notice) {
        return tried(notice, () -> create(notice) || countUp(notice));
    }

    /// Counts up one that there should be.
    Result again(EventSpec notice) {
        return tried(notice, () -> countUp(notice));
    }

    private Result tried(EventSpec notice, BooleanSupplier writing) {
        try {
            return writing.getAsBoolean() ? Result.WRITTEN : Result.KNOWN;
        } catch (KubernetesClientException e) {
            complain(notice, e);
            return ApiErrors.isFinal(e) ? Result.REFUSED : Result.LATER;
        }
    }

    private void complain(EventSpec notice, KubernetesClientException e) {
        if (!complained.plus(COMPLAINING).isAfter(clock.instant())) {
            complained = clock.instant();
            LOG.atWarn()
                    .addKeyValue("namespace", notice.namespace())
                    .addKeyValue("event", notice.name())
                    .addKeyValue("cause", e)
                    .log("an Event could not be written");
        }
    }

    private boolean create(EventSpec notice) {
        try {
            resource(notice).create();
            return true;
        } catch (KubernetesClientException e) {
            if (ApiErrors.isConflict(e)) {
                return false;
            }
            throw e;
        }
    }

    /// Unless that time is counted already.
    private boolean countUp(EventSpec notice) {
        Event present = resource(notice).get();
        if (present == null) {
            return create(notice);
        }
        if (!Optional.ofNullable(present.getLastTimestamp())
                .map(Instant::parse)
                .orElse(Instant.EPOCH)
                .plus(notice.quiet())
                .isBefore(seconds(notice.at()))) {
            return false;
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata")
                .put("resourceVersion", present.getMetadata().getResourceVersion());
        patch.put("count", 1 + Optional.ofNullable(present.getCount()).orElse(1))
                .put("lastTimestamp", seconds(notice.at()).toString())
                .put("message", notice.message());
        try {
            resource(notice).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
            return true;
        } catch (KubernetesClientException e) {
            if (ApiErrors.isConflict(e)) {
                return false;
            }
            throw e;
        }
    }

    private Resource<Event> resource(EventSpec notice) {
        String at = seconds(notice.at()).toString();
        return client.v1()
                .events()
                .inNamespace(notice.namespace())
                .resource(
                        new EventBuilder()
                                .withNewMetadata()
                                .withNamespace(notice.namespace())
                                .withName(notice.name())
                                .endMetadata()
                                .withNewInvolvedObject()
                                .withApiVersion(notice.about().apiVersion())
                                .withKind(notice.about().kind())
                                .withNamespace(notice.namespace())
                                .withName(notice.about().name())
                                .withUid(notice.about().uid())
                                .withFieldPath(
                                        notice.container()
                                                .map("spec.initContainers{%s}"::formatted)
                                                .orElse(null))
                                .endInvolvedObject()
                                .withReason(notice.reason())
                                .withType(notice.type())
                                .withMessage(notice.message())
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
