package io.migrate.webhook.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.settings.Problem;

import java.util.Optional;

/// Takes away from a Pod what {@link Injector} wrote on it, and nothing else.
public final class Uninjector {
    private Uninjector() {}

    /// What came of it.
    public sealed interface Result {
        /// It was never injected.
        record Untouched() implements Result {}

        /// It is again what it was.
        record Restored(ObjectNode pod) implements Result {}

        /// What was written on it is not known: its status is broken, or another Pod's.
        record Unknown(Problem problem) implements Result {}
    }

    /// Gives back the Pod as it was before.
    ///
    /// @param tree the Pod; it is not changed
    public static Result uninject(ObjectNode tree) {
        JsonNode status = tree.at(PodPaths.ANNOTATIONS).path(Names.STATUS);
        if (status.isMissingNode()) {
            return new Result.Untouched();
        }
        Optional<InjectionRecord> record = StatusAnnotation.read(status.asText());
        if (record.isEmpty()) {
            return unknown("is not a status of a version known here");
        }
        var restorer = new Restorer(tree.deepCopy(), record.get());
        return restorer.removeInitContainers()
                ? new Result.Restored(restorer.removeAllElse())
                : unknown("tells of init containers that this Pod does not have");
    }

    private static Result unknown(String sentence) {
        return new Result.Unknown(new Problem(Names.STATUS, sentence));
    }
}
