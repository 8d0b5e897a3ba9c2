package io.migrate.webhook.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.settings.Problem;

import java.util.Optional;

/// Removes from a Pod what an injection added to it, and nothing else.
public final class Uninjector {
    private Uninjector() {}

    /// The result of removing an injection.
    public sealed interface Result {
        /// The Pod was never injected.
        record Untouched() implements Result {}

        /// The Pod is what it was before the injection.
        record Restored(ObjectNode pod) implements Result {}

        /// It is unknown what was injected: the status is invalid or another Pod's.
        record Unknown(Problem problem) implements Result {}
    }

    /// Returns the Pod as it was before the injection.
    ///
    /// @param tree the Pod; it is not changed
    public static Result uninject(ObjectNode tree) {
        JsonNode status = tree.at(PodPaths.ANNOTATIONS).path(Names.STATUS);
        if (status.isMissingNode()) {
            return new Result.Untouched();
        }
        Optional<StatusAnnotation> annotation = StatusAnnotation.read(status.asText());
        if (annotation.isEmpty()) {
            return unknown("is not in a format that this version knows");
        }
        var restorer = new Restorer(tree.deepCopy(), annotation.get().record());
        return restorer.removeInitContainers()
                ? new Result.Restored(restorer.removeAllElse())
                : unknown("lists init containers that this Pod does not have");
    }

    private static Result unknown(String sentence) {
        return new Result.Unknown(new Problem(Names.STATUS, sentence));
    }
}
