package io.migrate.webhook.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The end of a container's log, as kubelet gives it in the place of a message.
final class LogTail {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES = 3;
    private static final int LONGEST = 300;

    private LogTail() {}

    /// Its last lines as one. Nothing from where the log holds statements, which it does only on
    /// request: they carry row values, which are for the log alone.
    static Optional<String> of(String text) {
        List<String> lines =
                text.lines()
                        .map(LogTail::sentence)
                        .takeWhile(each -> !holdsStatement(each))
                        .map(each -> SingleLine.of(each, LONGEST))
                        .filter(each -> !each.isEmpty())
                        .toList();
        String last =
                String.join(" | ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        return Optional.of(SingleLine.of(last, LONGEST)).filter(each -> !each.isEmpty());
    }

    private static boolean holdsStatement(String line) {
        return Stream.of("detail: ", "statement: ").anyMatch(line::contains);
    }

    /// What a line of a JSON log says; any other line as it is.
    private static String sentence(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            JsonNode said = JSON.readTree(line).path("formattedMessage");
            return said.isTextual() ? said.textValue() : line;
        } catch (JsonProcessingException _) {
            return line;
        }
    }
}
