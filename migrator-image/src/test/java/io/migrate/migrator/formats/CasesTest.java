package io.migrate.migrator.formats;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.joining;

import io.migrate.migrator.detection.FormatDetector;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A case is a folder with a `folder` in it, and `expected.txt`, what is read from it. `formats`
/// freezes identities and checksums, which are persisted in users' databases: a line there is never
/// changed. `unsupported-tools` are folders that are not run, and the errors for them; `{tools}`
/// and `{layouts}` stand for the supported tools, so that a new one changes no case. `-Drefresh=1`
/// writes what is missing, and never changes an existing file.
class CasesTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Path SOURCES = Path.of("src/main/java/io/migrate/migrator/formats");
    private static final String TOOLS =
            Stream.of(Tool.values()).map(Tool::displayName).collect(joining(", "));
    private static final String LAYOUTS =
            Stream.of(Tool.values())
                    .map(tool ->
                            "%s (%s)"
                                    .formatted(
                                            tool.displayName(),
                                            tool.formats().stream()
                                                    .map(Format::layout)
                                                    .collect(joining(", or "))))
                    .collect(joining(", "));
    private static final Pattern IMPLEMENTS =
            Pattern.compile("(?m)^\\w* *(?:record|final class) (\\w+)\\(?.*implements Format\\b");

    @TestFactory
    Stream<DynamicTest> formats() throws IOException {
        return cases("formats");
    }

    @TestFactory
    Stream<DynamicTest> unsupportedTools() throws IOException {
        return cases("unsupported-tools");
    }

    /// A format in the list without a case folder, and a class that is not in the list.
    @Test
    void everyFormatHasACaseAndIsInTheList() throws IOException {
        var withCase = new TreeSet<String>();
        try (var folders = Files.list(RESOURCES.resolve("formats"))) {
            for (Path folder : folders.toList()) {
                if (FormatDetector.read(folder.resolve("folder"), Optional.empty())
                        instanceof ReadResult.Found(Source source)) {
                    withCase.add(source.format().getClass().getSimpleName());
                }
            }
        }
        var listed = new TreeSet<String>();
        for (Tool tool : Tool.values()) {
            for (Format format : tool.formats()) {
                listed.add(format.getClass().getSimpleName());
                assertThat(format.tool()).isEqualTo(tool);
            }
        }
        assertThat(withCase).as("formats with a folder in %s/formats", RESOURCES).isEqualTo(listed);
        assertThat(listed).as("formats listed in Tool").isEqualTo(classes());
    }

    /// The classes that implement [Format].
    private static Set<String> classes() throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                IMPLEMENTS
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(match -> names.add(match.group(1)));
            }
        }
        return names;
    }

    /// The table of tools in the documentation.
    @Test
    void everyToolIsDocumented() throws IOException {
        Path page = Path.of("../docs/formats.md");
        String text = Files.readString(Files.exists(page) ? page : Path.of("../README.md"));
        assertThat(Tool.values())
                .allSatisfy(tool ->
                        assertThat(text)
                                .containsPattern(
                                        "(?m)^\\|[^|\n]*\\b%s\\b".formatted(tool.displayName())));
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
            Files.writeString(
                    expected,
                    (String.join("\n", lines) + "\n")
                            .replace(TOOLS, "{tools}")
                            .replace(LAYOUTS, "{layouts}"));
        }
        assertThat(lines)
                .isEqualTo(
                        Files.readString(expected)
                                .replace("{tools}", TOOLS)
                                .replace("{layouts}", LAYOUTS)
                                .lines()
                                .toList());
    }

    private static List<String> describe(ReadResult result) {
        var lines = new ArrayList<String>();
        switch (result) {
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
            case Effect.Invalid(String reason, String advice) ->
                    "invalid: %s. %s".formatted(reason, advice);
        };
    }
}
