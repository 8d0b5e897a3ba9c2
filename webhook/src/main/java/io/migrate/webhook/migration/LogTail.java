package io.migrate.webhook.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.migrate.webhook.yaml.Json;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The end of a container's log, which kubelet reports if there is no termination message.
final class LogTail {
    private static final ObjectMapper JSON = Json.mapper();
    private static final int LINES = 3;
    private static final int LONGEST = 300;

    private LogTail() {}

    /// Joins the last lines into one. Stops before the first line with a statement or a DETAIL,
    /// which the log contains only on request: they hold row values, which must not leave the log.
    static Optional<String> of(String text) {
        List<String> lines =
                text.lines()
                        .takeWhile(each -> !holdsStatement(each))
                        .map(LogTail::message)
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

    /// Returns the message of a JSON line, and a line of text unchanged. Of what is not a whole
    /// line of a JSON log, nothing is left: kubelet reports the last 2048 bytes, which may begin in
    /// the middle of one.
    private static String message(String line) {
        if (!line.startsWith("{")) {
            return isEndOfJson(line) ? "" : line;
        }
        try {
            return JSON.readTree(line).path("message").asText("");
        } catch (JsonProcessingException _) {
            return "";
        }
    }

    private static boolean isEndOfJson(String line) {
        return line.endsWith("}") && line.contains("\"");
    }
}
