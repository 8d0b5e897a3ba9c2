package io.migrate.webhook.observer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.yaml.Json;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Writes the status of policies where it differs from the desired one, for each policy at most
/// once in ten seconds.
final class StatusWriter {
    /// Shortest time between two writes for one policy.
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

    private static final ObjectMapper JSON = Json.mapper();

    private final Patching patching;
    private final InstantSource clock;
    private final Map<String, Instant> written = new HashMap<>();

    /// Sends a status to the API server.
    interface Patching {
        /// Applies an object with apiVersion, kind, metadata and status.
        ///
        /// @throws RuntimeException if the API server rejects it or is unavailable
        void patch(JsonNode object);
    }

    StatusWriter(Patching patching, InstantSource clock) {
        this.patching = patching;
        this.clock = clock;
    }

    /// Writes a status unless the object already has it.
    ///
    /// @param object the object as the API server returned it
    /// @param desired complete except for the times of transition
    /// @return whether the object has the status now; if not, the caller tries again later
    boolean write(JsonNode object, ObjectNode desired) {
        Instant now = clock.instant();
        JsonNode present = object.path("status");
        ObjectNode complete =
                PolicyStatuses.withTransitionTimes(
                        desired, present, now.truncatedTo(ChronoUnit.SECONDS).toString());
        if (present.equals(parsed(complete))) {
            return true;
        }
        String uid = object.path("metadata").path("uid").asText();
        Instant last = written.get(uid);
        if (last != null && now.isBefore(last.plus(INTERVAL))) {
            return false;
        }
        written.put(uid, now);
        return patch(object, complete);
    }

    /// Returns the tree as a parser creates it, with numbers of the smallest type.
    private static JsonNode parsed(ObjectNode tree) {
        try {
            return JSON.readTree(tree.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot parse generated JSON", e);
        }
    }

    private boolean patch(JsonNode object, ObjectNode status) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("apiVersion", object.path("apiVersion"));
        patch.set("kind", object.path("kind"));
        ObjectNode metadata = patch.putObject("metadata");
        for (String each : Set.of("name", "namespace", "uid")) {
            if (object.path("metadata").has(each)) {
                metadata.set(each, object.path("metadata").path(each));
            }
        }
        patch.set("status", status);
        try {
            patching.patch(patch);
            return true;
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("policy", metadata)
                    .addKeyValue("cause", e)
                    .log("cannot write policy status");
            return false;
        }
    }

    /// Forgets the policies that were deleted.
    ///
    /// @param present the `metadata.uid` of those that exist
    void keepOnly(Set<String> present) {
        written.keySet().retainAll(new HashSet<>(present));
    }
}
