package io.migrate.webhook.observer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

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

/// Writes the status of policies where it is not what it should be, each at most once in ten
/// seconds.
final class StatusWriter {
    /// Between two writes of one policy.
    static final Duration PACE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Patching patching;
    private final InstantSource clock;
    private final Map<String, Instant> written = new HashMap<>();

    /// Sends a status.
    interface Patching {
        /// Sends apiVersion, kind, namespace, name and status.
        ///
        /// @throws RuntimeException if the API server does not take it
        void patch(JsonNode object);
    }

    StatusWriter(Patching patching, InstantSource clock) {
        this.patching = patching;
        this.clock = clock;
    }

    /// Writes a status unless the object has it.
    ///
    /// @param object as it is, with its `metadata.uid`
    /// @param wanted complete but for the times of transition
    /// @return whether the object has the status now; if not, it is too early
    boolean write(JsonNode object, ObjectNode wanted) {
        Instant now = clock.instant();
        JsonNode present = object.path("status");
        ObjectNode complete =
                PolicyStatuses.since(
                        wanted, present, now.truncatedTo(ChronoUnit.SECONDS).toString());
        if (present.equals(asRead(complete))) {
            return true;
        }
        String uid = object.path("metadata").path("uid").asText();
        Instant last = written.get(uid);
        if (last != null && now.isBefore(last.plus(PACE))) {
            return false;
        }
        written.put(uid, now);
        return patch(object, complete);
    }

    /// As a parser reads it: its numbers are of the smallest type that holds them.
    private static JsonNode asRead(ObjectNode tree) {
        try {
            return JSON.readTree(tree.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written can be read", e);
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
                    .log("a policy's status could not be written");
            return false;
        }
    }

    /// Forgets those that are gone.
    ///
    /// @param present the `metadata.uid` of those that are there
    void keepOnly(Set<String> present) {
        written.keySet().retainAll(new HashSet<>(present));
    }
}
