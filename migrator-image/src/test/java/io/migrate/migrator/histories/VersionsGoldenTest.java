package io.migrate.migrator.histories;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.detection.FormatDetector;
import io.migrate.migrator.formats.Checksum;
import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.ReadResult;
import io.migrate.migrator.formats.Version;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Identities and versions are persisted in users' databases. `identities.txt` freezes them: a case
/// is a journal (`tag when text`), the rows that Flyway's table has (`version script text`), and
/// what must come out (`script version checksum identity`). A line there is never changed.
class VersionsGoldenTest {
    private static final Path FORMATS = Path.of("src/test/resources/formats");

    @TempDir Path dir;

    private record Case(
            String name, List<String> journal, List<String> rows, List<String> expected) {}

    @TestFactory
    Stream<DynamicTest> identities() throws IOException {
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
    }

    /// What each format's case becomes in Flyway's table of an empty database: `rows.txt` beside
    /// it. `-Drefresh=1` writes what is missing, and never changes what is there.
    @TestFactory
    Stream<DynamicTest> rows() throws IOException {
        try (var folders = Files.list(FORMATS)) {
            return folders.sorted().toList().stream()
                    .map(each ->
                            DynamicTest.dynamicTest(
                                    each.getFileName().toString(), () -> checkRows(each)));
        }
    }

    private static void checkRows(Path format) throws IOException {
        var reading =
                (ReadResult.Found) FormatDetector.read(format.resolve("folder"), Optional.empty());
        var plan =
                (Plan.Agreed)
                        Planner.plan(
                                reading.source(),
                                new HistorySnapshot(Optional.empty(), Optional.empty()),
                                Planner.Upkeep.MAINTAINED);
        List<String> rows =
                plan.pending().stream()
                        .map(step ->
                                "%s | %s | %s | %d"
                                        .formatted(
                                                step.migration().identity()
                                                                instanceof Identity.Repeatable
                                                        ? "-"
                                                        : step.version(),
                                                AbbreviatedColumns.description(
                                                        step.migration().description()),
                                                AbbreviatedColumns.script(
                                                        step.migration().script()),
                                                step.migration().checksum()))
                        .toList();
        Path expected = format.resolve("rows.txt");
        if (System.getProperty("refresh") != null && !Files.exists(expected)) {
            Files.write(expected, rows);
        }
        assertThat(rows).isNotEmpty().isEqualTo(Files.readAllLines(expected));
    }

    private void check(Case golden) throws IOException {
        Path folder = Files.createDirectories(dir.resolve(golden.name().replace(' ', '-')));
        Files.createDirectories(folder.resolve("meta"));
        var entries = new ArrayList<String>();
        for (String line : golden.journal()) {
            List<String> word = List.of(line.split(" ", 3));
            entries.add("{\"tag\":\"%s\",\"when\":%s}".formatted(word.get(0), word.get(1)));
            Files.writeString(
                    folder.resolve(word.get(0) + ".sql"), word.get(2).replace("\\n", "\n"));
        }
        Files.writeString(
                folder.resolve("meta/_journal.json"),
                "{\"dialect\":\"postgresql\",\"entries\":[%s]}"
                        .formatted(String.join(",", entries)));
        var rows = new ArrayList<FlywayRow>();
        for (String line : golden.rows()) {
            List<String> word = List.of(line.split(" ", 3));
            rows.add(
                    new FlywayRow(
                            Version.parse(word.get(0)),
                            word.get(1),
                            RowType.Applied.SQL,
                            word.get(1),
                            Optional.of(Checksum.crc32(word.get(2).replace("\\n", "\n"))),
                            true,
                            new FlywayRow.Installed(1, "", "", 0)));
        }
        var reading = (ReadResult.Found) FormatDetector.read(folder, Optional.empty());
        var plan =
                (Plan.Agreed)
                        Planner.plan(
                                reading.source(),
                                new HistorySnapshot(Optional.of(rows), Optional.empty()),
                                Planner.Upkeep.MAINTAINED);
        var actual =
                Stream.concat(plan.applied().stream(), plan.pending().stream())
                        .sorted(
                                Comparator.comparingInt(step ->
                                        reading.source().migrations().indexOf(step.migration())))
                        .map(step -> {
                            var stamp = (Identity.Stamped) step.migration().identity();
                            return "%s %s %d %d:%s"
                                    .formatted(
                                            step.migration().script(),
                                            step.version(),
                                            step.migration().checksum(),
                                            stamp.when(),
                                            stamp.hash().substring(0, 12));
                        })
                        .toList();
        assertThat(actual).isEqualTo(golden.expected());
    }

    private static List<Case> cases() throws IOException {
        var cases = new ArrayList<Case>();
        try (var in = VersionsGoldenTest.class.getResourceAsStream("/identities.txt")) {
            List<String> section = List.of();
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith("# ")) {
                    cases.add(
                            new Case(
                                    line.substring(2),
                                    new ArrayList<>(),
                                    new ArrayList<>(),
                                    new ArrayList<>()));
                } else if (line.equals("journal")) {
                    section = cases.getLast().journal();
                } else if (line.equals("rows")) {
                    section = cases.getLast().rows();
                } else if (line.equals("expected")) {
                    section = cases.getLast().expected();
                } else if (!line.isBlank()) {
                    section.add(line);
                }
            }
        }
        return cases;
    }
}
