package io.migrate.webhook.migration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Reads the migrator's termination message, as far as there is one: kubelet may have cut it.
final class TerminationMessageParser {
    /// More than kubelet passes on of a container.
    static final int LONGEST = 4096;

    private static final JsonFactory JSON = new JsonFactory();
    private static final int NAME = 120;
    private static final int SENTENCES = 600;
    private static final int MOST = 1_000_000;

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    private TerminationMessageParser() {}

    static TerminationMessageParser read(String text) {
        var reader = new TerminationMessageParser();
        if (text.startsWith("{")) {
            try (JsonParser json = JSON.createParser(text)) {
                reader.read(json);
            } catch (IOException _) {
                reader.salvage(text);
            }
        }
        return reader;
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

    /// The message stands last: what is there of it is worth having.
    private void salvage(String text) {
        String start = "\"message\":\"";
        int at = text.indexOf(start);
        if (at >= 0) {
            String rest = text.substring(at + start.length()).replaceFirst("\\\\.{0,4}$", "");
            texts.putIfAbsent("message", rest.replace("\\\"", "\"").replace("\\n", " ") + "…");
        }
    }

    /// Whether it is meant to be one of ours, even if no more than the beginning is left.
    boolean isReport() {
        return texts.containsKey("outcome") || numbers.containsKey("code");
    }

    /// Empty if it does not speak of this end.
    Optional<TerminationMessage.Report> report(int exitCode) {
        if (numbers.getOrDefault("code", -1L) != exitCode) {
            return Optional.empty();
        }
        return Optional.of(
                new TerminationMessage.Report(
                        text("sqlState", 5).filter(each -> each.matches("[0-9A-Z]{5}")),
                        text("script", NAME),
                        small("line"),
                        text("to", NAME),
                        small("count"),
                        number("millis"),
                        number("lockWaitMillis"),
                        text("message", SENTENCES)));
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
        return number.isPresent() && number.getAsLong() <= MOST
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }
}
