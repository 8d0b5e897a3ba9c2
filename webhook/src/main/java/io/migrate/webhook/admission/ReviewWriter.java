package io.migrate.webhook.admission;

import com.fasterxml.jackson.core.JsonGenerator;

import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.injection.Warnings;
import io.migrate.webhook.pod.Exclusion;
import io.migrate.webhook.yaml.Json;
import io.vertx.core.buffer.Buffer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes the response to an `AdmissionReview`.
final class ReviewWriter {
    /// The length of a response without patch and warnings, roughly.
    private static final int SHORT = 512;

    private final JsonGenerator json;

    /// Writes the members of a `response` after its uid.
    private interface Members {
        void write(ReviewWriter writer) throws IOException;
    }

    private ReviewWriter(JsonGenerator json) {
        this.json = json;
    }

    /// Returns the patch as it is sent; empty if there is none.
    static byte[] patch(Verdict verdict) {
        return verdict instanceof Verdict.Injected injected && !injected.patch().isEmpty()
                ? Json.bytes(injected.patch())
                : new byte[0];
    }

    /// @param patch of the verdict
    static Buffer write(String uid, Verdict verdict, byte[] patch) {
        return review(uid, patch.length * 4 / 3, writer -> writer.writeVerdict(verdict, patch));
    }

    private void writeVerdict(Verdict verdict, byte[] patch) throws IOException {
        switch (verdict) {
            case Verdict.Untouched(var reason, var warnings) -> {
                json.writeBooleanField("allowed", true);
                writeWarnings(warnings);
                writeAudit(Map.of("outcome", "untouched", "reason", reason.toString()));
            }
            case Verdict.Injected injected -> {
                json.writeBooleanField("allowed", true);
                writeWarnings(injected.warnings());
                writePatch(patch);
                writeAudit(injected.audit());
            }
            case Verdict.Refused refused -> {
                refuse(400, "BadRequest", refused.message());
                writeAudit(Map.of("outcome", "refused", "reason", refused.reason().toString()));
            }
        }
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
        return review(
                uid,
                what.length(),
                writer -> {
                    switch (endpoint) {
                        case PODS -> writer.refuse(code, reason, what);
                        case WORKLOADS -> {
                            writer.json.writeBooleanField("allowed", true);
                            writer.writeWarnings(
                                    Warnings.bounded(List.of("migrate.io: not checked: " + what)));
                        }
                    }
                    writer.writeAudit(Map.of("outcome", "error"));
                });
    }

    /// @param more the expected length of the members
    private static Buffer review(String uid, int more, Members response) {
        var bytes = new ByteArrayOutputStream(SHORT + more);
        try (JsonGenerator json = Json.generator(bytes)) {
            var writer = new ReviewWriter(json);
            json.writeStartObject();
            json.writeStringField("apiVersion", ReviewReader.API_VERSION);
            json.writeStringField("kind", ReviewReader.KIND);
            json.writeObjectFieldStart("response");
            writer.writeText("uid", uid);
            response.write(writer);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) { // never: it writes to memory
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private void refuse(int code, String reason, String message) throws IOException {
        json.writeBooleanField("allowed", false);
        json.writeObjectFieldStart("status");
        json.writeNumberField("code", code);
        json.writeStringField("reason", reason);
        writeText("message", message);
        json.writeEndObject();
    }

    /// Java's Base64, because Jackson's takes four times as long.
    private void writePatch(byte[] patch) throws IOException {
        if (patch.length > 0) {
            byte[] encoded = Base64.getEncoder().encode(patch);
            json.writeStringField("patchType", "JSONPatch");
            json.writeFieldName("patch");
            json.writeRawUTF8String(encoded, 0, encoded.length);
        }
    }

    /// Writes annotations for the audit log; the API server prefixes each key with the webhook's
    /// name.
    private void writeAudit(Map<String, String> audit) throws IOException {
        json.writeObjectFieldStart("auditAnnotations");
        for (var each : new TreeMap<>(audit).entrySet()) {
            writeText(each.getKey(), each.getValue());
        }
        json.writeEndObject();
    }

    private void writeWarnings(List<String> warnings) throws IOException {
        if (!warnings.isEmpty()) {
            json.writeArrayFieldStart("warnings");
            for (String each : warnings) {
                json.writeString(encodable(each));
            }
            json.writeEndArray();
        }
    }

    private void writeText(String name, String text) throws IOException {
        json.writeStringField(name, encodable(text));
    }

    /// Replaces each half of a character, which cannot be sent, with a question mark.
    private static String encodable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
