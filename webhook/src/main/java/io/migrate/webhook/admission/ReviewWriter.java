package io.migrate.webhook.admission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.injection.Warnings;
import io.migrate.webhook.pod.Exclusion;
import io.vertx.core.buffer.Buffer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes the response to an `AdmissionReview`.
final class ReviewWriter {
    private ReviewWriter() {}

    /// Returns the patch as it is sent; empty if there is none.
    static byte[] patch(Verdict verdict) {
        return verdict instanceof Verdict.Injected injected && !injected.patch().isEmpty()
                ? injected.patch().toString().getBytes(StandardCharsets.UTF_8)
                : new byte[0];
    }

    /// @param patch of the verdict
    static Buffer write(String uid, Verdict verdict, byte[] patch) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", ReviewReader.API_VERSION).put("kind", ReviewReader.KIND);
        ObjectNode response = review.putObject("response").put("uid", uid);
        switch (verdict) {
            case Verdict.Untouched(var reason, var warnings) -> {
                response.put("allowed", true);
                addWarnings(response, warnings);
                addAudit(response, Map.of("outcome", "untouched", "reason", reason.toString()));
            }
            case Verdict.Injected injected -> {
                response.put("allowed", true);
                addWarnings(response, injected.warnings());
                if (patch.length > 0) {
                    response.put("patchType", "JSONPatch").put("patch", patch);
                }
                addAudit(response, injected.audit());
            }
            case Verdict.Refused refused -> {
                refuse(response, 400, "BadRequest", refused.message());
                addAudit(
                        response,
                        Map.of("outcome", "refused", "reason", refused.reason().toString()));
            }
        }
        return Buffer.buffer(review.toString());
    }

    /// Returns the sentence about an internal error.
    ///
    /// @param uid that the log line has
    static String bug(String uid) {
        return "internal error in the webhook; its log contains the cause with uid " + uid;
    }

    /// Returns the response after an internal error.
    static Buffer writeBug(String uid, Endpoint endpoint) {
        return writeUndecided(uid, endpoint, 500, "InternalError", bug(uid));
    }

    /// Returns the response to a review that exceeds a limit.
    ///
    /// @param reason names the limit
    static Buffer writeTooLarge(String uid, Endpoint endpoint, String reason) {
        String what =
                "too large to be checked: %s; reduce it, or opt out with the label %s: %s"
                        .formatted(reason, Exclusion.LABEL, Exclusion.VALUE);
        return writeUndecided(uid, endpoint, 413, "RequestEntityTooLarge", what);
    }

    /// A Pod is refused, because it must not start without its migration; a workload is not,
    /// because its Pods will be.
    private static Buffer writeUndecided(
            String uid, Endpoint endpoint, int code, String reason, String what) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", ReviewReader.API_VERSION).put("kind", ReviewReader.KIND);
        ObjectNode response = review.putObject("response").put("uid", uid);
        switch (endpoint) {
            case PODS -> refuse(response, code, reason, what);
            case WORKLOADS -> {
                response.put("allowed", true);
                addWarnings(
                        response, Warnings.bounded(List.of("migrate.io: not checked: " + what)));
            }
        }
        addAudit(response, Map.of("outcome", "error"));
        return Buffer.buffer(review.toString());
    }

    private static void refuse(ObjectNode response, int code, String reason, String message) {
        response.put("allowed", false);
        response.putObject("status")
                .put("code", code)
                .put("reason", reason)
                .put("message", message);
    }

    /// Adds annotations for the audit log; the API server prefixes each key with the webhook's
    /// name.
    private static void addAudit(ObjectNode response, Map<String, String> audit) {
        ObjectNode annotations = response.putObject("auditAnnotations");
        new TreeMap<>(audit).forEach(annotations::put);
    }

    private static void addWarnings(ObjectNode response, List<String> warnings) {
        if (!warnings.isEmpty()) {
            var array = response.putArray("warnings");
            warnings.forEach(array::add);
        }
    }
}
