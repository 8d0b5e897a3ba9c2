package io.migrate.migrator.report;

import com.google.gson.stream.JsonWriter;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Writes the JSON object that Kubernetes shows as the container's termination message. The most
/// important fields come first, so that a truncated message is still useful.
public final class TerminationMessage {
    /// The kubelet limits the messages of all containers of a Pod to 12 KiB in total.
    static final int MAX_BYTES = 1000;

    private static final int NAME_BYTES = 100;
    private static final int ELLIPSIS_BYTES = 3;

    private final Result result;
    private final Redaction redaction;

    TerminationMessage(Result result, Redaction redaction) {
        this.result = result;
        this.redaction = redaction;
    }

    /// Writes the message to a file that exists, as the kubelet creates it; never creates the file.
    ///
    /// @throws IOException if the file exists but cannot be written
    public static void write(Path file, Result result, Redaction redaction) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, new TerminationMessage(result, redaction).text());
        }
    }

    /// Returns the object as text of at most 1,000 bytes; a longer `message` is cut.
    String text() {
        String message = result.outcome().message();
        String advice = result.outcome().advice();
        if (!advice.isEmpty()) {
            message = message + " " + advice;
        }
        int left = MAX_BYTES - json("").getBytes(StandardCharsets.UTF_8).length;
        return json(cut(redaction.of(message), left));
    }

    private String json(String message) {
        var text = new StringWriter();
        try (var json = new JsonWriter(text)) {
            Progress progress = result.progress();
            json.beginObject();
            json.name("outcome").value(result.outcome().exit().reason());
            json.name("code").value(result.outcome().exit().code());
            if (result.outcome() instanceof Outcome.MigrationFailed failed) {
                failure(json, failed.failure());
            }
            string(json, "to", progress.to());
            string(json, "from", progress.from());
            json.name("count").value(progress.applied().size());
            if (progress.adopted() > 0) {
                json.name("adopted").value(progress.adopted());
            }
            if (!progress.applied().isEmpty()) {
                json.name("first").value(name(progress.applied().getFirst()));
                json.name("last").value(name(progress.applied().getLast()));
            }
            json.name("millis").value(progress.took().toMillis());
            json.name("lockWaitMillis").value(progress.waited().toMillis());
            json.name("message").value(message);
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return VisibleText.json(text.toString());
    }

    private void failure(JsonWriter json, Outcome.Failure failure) throws IOException {
        string(json, "sqlState", failure.sqlState());
        json.name("script").value(name(failure.script()));
        if (failure.line().isPresent()) {
            json.name("line").value(failure.line().get());
        }
    }

    private void string(JsonWriter json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.name(name).value(name(value.get()));
        }
    }

    /// A name of at most a hundred bytes as JSON, so that five names fit.
    private String name(String name) {
        return cut(redaction.of(name), NAME_BYTES + ELLIPSIS_BYTES);
    }

    /// Cuts a text so that it has at most `maxBytes` as JSON, with the ellipsis at its end.
    private static String cut(String text, int maxBytes) {
        int bytes = 0;
        int end = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            bytes += encodedBytes(text.codePointAt(i));
            if (bytes <= maxBytes - ELLIPSIS_BYTES) {
                end = i + Character.charCount(text.codePointAt(i));
            } else if (bytes > maxBytes) {
                return end == 0 ? "" : text.substring(0, end) + "…";
            }
        }
        return text;
    }

    private static int encodedBytes(int codePoint) {
        if (VisibleText.isHidden(codePoint)) {
            return 6 * Character.charCount(codePoint);
        }
        return codePoint == '"' || codePoint == '\\' ? 2 : Excerpt.bytes(codePoint);
    }
}
