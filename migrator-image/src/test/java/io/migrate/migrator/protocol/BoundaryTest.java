package io.migrate.migrator.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The boundary of ADR 52.
class BoundaryTest {
    private static final Path FOLDER = Path.of("src/main/java/io/migrate/migrator/protocol");
    private static final int MOST_LINES = 600;

    private static List<String> lines() throws IOException {
        var lines = new ArrayList<String>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    @Test
    void theClientStaysSmall() throws IOException {
        assertThat(lines().stream().filter(line -> !line.isBlank()))
                .filteredOn(line -> !line.matches("\\s*//.*|(import|package) .*"))
                .hasSizeBetween(100, MOST_LINES);
    }

    @Test
    void thereIsOneDoor() throws IOException {
        assertThat(lines())
                .filteredOn(line -> line.startsWith("public "))
                .containsExactlyInAnyOrder(
                        "public final class Backend implements AutoCloseable {",
                        "public final class Unanswered extends Exception {");
    }
}
