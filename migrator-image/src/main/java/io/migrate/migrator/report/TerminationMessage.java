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

    private TerminationMessage() {}

    /// Writes the message to a file that exists, as the kubelet creates it; never creates the file.
    ///
    /// @throws IOException if the file exists but cannot be written
    public static void write(Path file, Result result) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, of(result));
        }
    }

    /// Returns the object as text of at most 1,000 bytes; a longer `message` is cut.
    static String of(Result result) {
        String message = result.outcome().message();
        String advice = result.outcome().advice();
        if (!advice.isEmpty()) {
            message = message + " " + advice;
        }
        String json = json(result, message);
        while (json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            int excess = json.getBytes(StandardCharsets.UTF_8).length - MAX_BYTES;
            int keep = Math.max(0, message.length() - Math.max(1, excess / 4) - 1);
            if (keep > 0 && Character.isHighSurrogate(message.charAt(keep - 1))) {
                keep--;
            }
            message = keep == 0 ? "" : message.substring(0, keep) + "…";
            if (message.length() <= 1) {
                return json(result, "");
            }
            json = json(result, message);
        }
        return json;
    }

    private static String json(Result result, String message) {
        var text = new StringWriter();
        try (var json = new JsonWriter(text)) {
            Progress progress = result.progress();
            json.beginObject();
            json.name("outcome").value(result.outcome().exit().reason());
            json.name("code").value(result.outcome().exit().code());
            switch (result.outcome()) {
                case Outcome.MigrationFailed failed -> failure(json, failed.failure());
                case Outcome.Done _, Outcome.Failed _ -> {}
            }
            string(json, "to", progress.to());
            string(json, "from", progress.from());
            json.name("count").value(progress.applied().size());
            if (!progress.applied().isEmpty()) {
                json.name("first").value(cut(progress.applied().getFirst()));
                json.name("last").value(cut(progress.applied().getLast()));
            }
            json.name("millis").value(progress.took().toMillis());
            json.name("lockWaitMillis").value(progress.waited().toMillis());
            json.name("message").value(message);
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void failure(JsonWriter json, Outcome.Failure failure) throws IOException {
        string(json, "sqlState", failure.sqlState());
        json.name("script").value(cut(failure.script()));
        if (failure.line().isPresent()) {
            json.name("line").value(failure.line().get());
        }
    }

    private static void string(JsonWriter json, String name, Optional<String> value)
            throws IOException {
        if (value.isPresent()) {
            json.name(name).value(cut(value.get()));
        }
    }

    /// Cuts a name to a hundred bytes as JSON, so that five names fit.
    private static String cut(String name) {
        int bytes = 0;
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            bytes += encodedBytes(name.codePointAt(i));
            if (bytes > NAME_BYTES) {
                return name.substring(0, i) + "…";
            }
        }
        return name;
    }

    private static int encodedBytes(int character) {
        if (character < 0x20 || character == 0x2028 || character == 0x2029) {
            return 6;
        }
        return character == '"' || character == '\\'
                ? 2
                : Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
    }
}
