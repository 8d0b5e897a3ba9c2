package io.migrate.webhook.migration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.migrate.webhook.yaml.Json;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Parses the termination message of a container. kubelet may have cut it.
final class TerminationMessageParser {
    /// kubelet keeps at most this many bytes for each container.
    private static final int LONGEST = 4096;

    private static final JsonFactory JSON = Json.factory().build();
    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_MESSAGE = 600;
    private static final int LARGEST_NUMBER = 1_000_000;

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    private TerminationMessageParser() {}

    /// Parses a message.
    ///
    /// @param message as kubelet reports it
    /// @param exitCode as kubelet reports it: a message with another exit code is ignored
    static TerminationMessage parse(String message, int exitCode) {
        String text = message.substring(0, Math.min(message.length(), LONGEST));
        if (text.isBlank()) {
            return new TerminationMessage.Nothing();
        }
        var parser = new TerminationMessageParser();
        parser.read(text);
        return parser.isReport()
                ? parser.report(exitCode)
                        .<TerminationMessage>map(each -> each)
                        .orElseGet(TerminationMessage.Nothing::new)
                : LogTail.of(text)
                        .<TerminationMessage>map(TerminationMessage.Text::new)
                        .orElseGet(TerminationMessage.Nothing::new);
    }

    private void read(String text) {
        if (text.startsWith("{")) {
            try (JsonParser json = JSON.createParser(text)) {
                read(json);
            } catch (IOException _) {
                salvage(text);
            }
        }
    }

    private void read(JsonParser json) throws IOException {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            switch (json.nextToken()) {
                case VALUE_STRING -> texts.putIfAbsent(name, json.getText());
                case VALUE_NUMBER_INT -> {
                    if (json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                        numbers.putIfAbsent(name, json.getLongValue());
                    }
                }
                case null, default -> json.skipChildren();
            }
        }
    }

    /// Recovers the beginning of `message`, which is the last field.
    private void salvage(String text) {
        String start = "\"message\":\"";
        int at = text.indexOf(start);
        if (at >= 0) {
            String rest = text.substring(at + start.length()).replaceFirst("\\\\.{0,4}$", "");
            texts.putIfAbsent("message", rest.replace("\\\"", "\"").replace("\\n", " ") + "…");
        }
    }

    /// Returns whether the text is the migrator's object, even if only its beginning is left.
    private boolean isReport() {
        return texts.containsKey("outcome") || numbers.containsKey("code");
    }

    /// Returns the report; empty if it is about another exit code.
    private Optional<TerminationMessage.Report> report(int exitCode) {
        if (numbers.getOrDefault("code", -1L) != exitCode) {
            return Optional.empty();
        }
        return Optional.of(
                new TerminationMessage.Report(
                        text("sqlState", 5).filter(each -> each.matches("[0-9A-Z]{5}")),
                        text("script", LONGEST_NAME),
                        small("line"),
                        text("to", LONGEST_NAME),
                        small("count"),
                        small("adopted"),
                        number("millis"),
                        number("lockWaitMillis"),
                        text("message", LONGEST_MESSAGE)));
    }

    private Optional<String> text(String name, int longest) {
        return Optional.ofNullable(texts.get(name))
                .map(each -> SingleLine.of(each, longest))
                .filter(each -> !each.isEmpty());
    }

    private OptionalLong number(String name) {
        Long number = numbers.get(name);
        return number == null || number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private OptionalInt small(String name) {
        OptionalLong number = number(name);
        return number.isPresent() && number.getAsLong() <= LARGEST_NUMBER
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }
}
