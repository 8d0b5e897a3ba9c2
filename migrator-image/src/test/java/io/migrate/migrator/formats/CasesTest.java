package io.migrate.migrator.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A case is a folder with a `folder` in it, and beside that what is read from it. `formats`
/// freezes identities and checksums, which are persisted in users' databases: a line there is never
/// changed. `unsupported-tools` are folders that are not run, and what is said of them. `-Drefresh=1`
/// writes what is missing, and never changes what is there.
class CasesTest {
    private static final Path RESOURCES = Path.of("src/test/resources");

    @TestFactory
    Stream<DynamicTest> formats() throws IOException {
        return cases("formats");
    }

    @TestFactory
    Stream<DynamicTest> unsupportedTools() throws IOException {
        return cases("unsupported-tools");
    }

    private static Stream<DynamicTest> cases(String kind) throws IOException {
        try (var folders = Files.list(RESOURCES.resolve(kind))) {
            return folders.sorted().toList().stream()
                    .map(folder ->
                            DynamicTest.dynamicTest(
                                    folder.getFileName().toString(), () -> check(folder)));
        }
    }

    private static void check(Path folder) throws IOException {
        Path expected = folder.resolve("expected.txt");
        List<String> lines =
                describe(FormatDetector.read(folder.resolve("folder"), Optional.empty()));
        if (System.getProperty("refresh") != null && !Files.exists(expected)) {
            Files.write(expected, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(expected));
    }

    private static List<String> describe(ReadResult reading) {
        var lines = new ArrayList<String>();
        switch (reading) {
            case ReadResult.Found(Source source) -> {
                lines.add("format " + source.format().name());
                for (Migration migration : source.migrations()) {
                    lines.add(
                            "%s | %s | %s | %d | %s"
                                    .formatted(
                                            migration.script(),
                                            migration.description(),
                                            identity(migration.identity()),
                                            migration.checksum(),
                                            effect(migration.effect())));
                }
                source.notes().forEach(note -> lines.add("note " + note));
            }
            case ReadResult.Empty(String problem) -> lines.add("empty: " + problem);
            case ReadResult.Unusable(String problem, String advice) -> {
                lines.add("unusable: " + problem);
                lines.add(advice);
            }
            case ReadResult.Contradictory(String problem, String advice) -> {
                lines.add("contradictory: " + problem);
                lines.add(advice);
            }
        }
        return lines.stream().map(line -> line.replace(RESOURCES + "/", "")).toList();
    }

    private static String identity(Identity identity) {
        return switch (identity) {
            case Identity.Versioned(Version version) -> "version " + version;
            case Identity.Baseline(Version version) -> "baseline " + version;
            case Identity.Repeatable(String description) -> "repeatable " + description;
            case Identity.Stamped(long when, String hash) -> "when " + when + " " + hash;
            case Identity.Named(String name, Optional<Version> number, String hash) ->
                    "name %s %s %s".formatted(name, number.map(Version::text).orElse("-"), hash);
        };
    }

    private static String effect(Effect effect) {
        return switch (effect) {
            case Effect.Sql(String sql, Transaction transaction) ->
                    transaction
                            + " "
                            + sql.replace("\uFEFF", "<BOM>")
                                    .replace("\r", "\\r")
                                    .replace("\n", "\\n");
            case Effect.Unsupported(String reason) -> reason;
        };
    }
}
