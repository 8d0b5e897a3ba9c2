package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.formats.Checksum;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of every type in Flyway's table, and what stock Flyway and the migrator make of the same
/// rows and the same folder. The cases are the lines of `flyway-rows.txt` without indentation, and
/// below each are both results. `-Drefresh=1` rewrites the results: read the diff.
class FlywayRowsTest {
    private static final Path CASES = Path.of("src/test/resources/flyway-rows.txt");

    private static final String APPLIES = "; applies ";

    @TempDir Path dir;

    /// A row: its version (`-` for a repeatable migration), its type, and `failed` or `changed`.
    private record Row(String version, String type, String remark) {
        static Row of(String text) {
            List<String> word = List.of(text.split(" ", 3));
            return new Row(word.get(0), word.get(1), word.size() > 2 ? word.get(2) : "");
        }

        boolean isRepeatable() {
            return version.equals("-");
        }

        String sql(int rank) {
            return """
            INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,
                checksum, installed_by, execution_time, success)
            VALUES (%d, %s, '%s', '%s', '%s', %s, 'app', 0, %s)\
            """
                    .formatted(
                            rank,
                            isRepeatable() ? "NULL" : "'" + version + "'",
                            isRepeatable() ? "r" : "v" + version,
                            type,
                            script(),
                            checksum(),
                            !remark.equals("failed"));
        }

        private String script() {
            String prefix = type.startsWith("UNDO") ? "U" : type.equals("SQL_BASELINE") ? "B" : "V";
            return isRepeatable() ? "R__r.sql" : name(prefix + version);
        }

        private String checksum() {
            if (remark.equals("changed")) {
                return "1";
            }
            boolean isOfFile = isRepeatable() || type.equals("SQL_BASELINE") || type.equals("SQL");
            return isOfFile
                    ? Integer.toString(Checksum.crc32(text(isRepeatable() ? "R" : version)))
                    : "NULL";
        }
    }

    private static String name(String file) {
        return file.equals("R") ? "R__r.sql" : file + "__v" + file.substring(1) + ".sql";
    }

    private static String text(String version) {
        return "CREATE TABLE IF NOT EXISTS t" + version + " ();";
    }

    @Test
    void rowsMeanWhatTheyMeanToFlyway() throws Exception {
        Postgres theirs = withTable();
        Postgres ours = withTable();
        var results = new ArrayList<String>();
        for (String line : Files.readAllLines(CASES)) {
            if (line.isBlank() || line.startsWith("#")) {
                results.add(line);
            } else if (!line.startsWith(" ")) {
                results.add(line);
                results.addAll(results(line, theirs, ours));
            }
        }
        if (System.getProperty("refresh") != null) {
            Files.write(CASES, results);
        }
        assertThat(results).isEqualTo(Files.readAllLines(CASES));
    }

    /// A database with Flyway's table, and no row in it.
    private Postgres withTable() throws Exception {
        Postgres database = Postgres.database();
        stock(Files.createTempDirectory(dir, "empty"), database).baseline();
        return database;
    }

    private List<String> results(String line, Postgres theirs, Postgres ours) throws Exception {
        List<String> part = List.of(line.split(": ", -1));
        List<Row> rows = Arrays.stream(part.get(0).split(", ", -1)).map(Row::of).toList();
        Path folder = dir.resolve(part.get(1).replace(' ', '-'));
        for (String file : part.get(1).split(" ", -1)) {
            Folder.at(folder).file(name(file), text(file.equals("R") ? "R" : file.substring(1)));
        }
        insert(rows, theirs);
        String flyway = ofFlyway(folder, theirs, rows.size());
        insert(rows, ours);
        String migrator = ofMigrator(folder, ours, rows.size());
        if (flyway.contains(APPLIES) && migrator.contains(APPLIES)) {
            assertThat(applied(migrator)).as(line).isEqualTo(applied(flyway));
        }
        return List.of("  Flyway    " + flyway, "  migrator  " + migrator);
    }

    private static String applied(String result) {
        return result.substring(result.indexOf(APPLIES));
    }

    private static void insert(List<Row> rows, Postgres database) throws Exception {
        database.execute("DELETE FROM flyway_schema_history");
        for (int i = 0; i < rows.size(); i++) {
            database.execute(rows.get(i).sql(i + 1));
        }
    }

    private static Flyway stock(Path folder, Postgres database) {
        return Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://127.0.0.1:%d/%s"
                                .formatted(Postgres.port(), database.name()),
                        database.name(),
                        Postgres.PASSWORD)
                .locations("filesystem:" + folder)
                .load();
    }

    private static String ofFlyway(Path folder, Postgres database, int rows) throws Exception {
        var states = new ArrayList<String>();
        Flyway flyway = stock(folder, database);
        try {
            for (MigrationInfo info : flyway.info().all()) {
                states.add(
                        "%s %s %s"
                                .formatted(
                                        info.getVersion() == null ? "-" : info.getVersion(),
                                        info.getType(),
                                        info.getState()));
            }
            flyway.migrate();
            return String.join(", ", states) + newRows(database, rows);
            // Flyway also fails with IllegalArgumentException and NullPointerException.
        } catch (RuntimeException e) {
            assertThat(newRows(database, rows)).isEqualTo(APPLIES + "nothing");
            String reason =
                    e.getMessage()
                            .lines()
                            .filter(text -> !text.startsWith("Validate failed"))
                            .findFirst()
                            .orElseThrow();
            return "refuses: " + sentence(reason) + states(states);
        }
    }

    private static String ofMigrator(Path folder, Postgres database, int rows) throws Exception {
        List<String> states = states(MigratorRun.of(folder, database, "info").output());
        MigratorRun validate = MigratorRun.of(folder, database, "validate");
        MigratorRun migrate = MigratorRun.of(folder, database);
        String applied = newRows(database, rows);
        if (migrate.code() == 0) {
            assertThat(validate.code()).isEqualTo(applied.endsWith("nothing") ? 0 : 17);
            assertThat(MigratorRun.of(folder, database, "validate").code()).isZero();
            assertThat(stock(folder, database).info().pending()).isEmpty();
            return String.join(", ", states) + applied;
        }
        assertThat(List.of(migrate.code(), validate.code())).containsOnly(13);
        assertThat(applied).isEqualTo(APPLIES + "nothing");
        boolean isFailure = states.stream().anyMatch(state -> state.endsWith(" failed"));
        return "refuses: "
                + (isFailure ? "failed." : sentence(migrate.output().replace("error: ", "")))
                + states(states);
    }

    private static List<String> states(String info) {
        return info.lines()
                .filter(line -> line.matches(" *(\\d+ )? *(\\S+__|<<).*  .*"))
                .map(line -> List.of(line.strip().split(" {2,}", -1)))
                .map(cells ->
                        cells.get(0).matches("\\d+") ? cells.subList(1, 3) : cells.subList(0, 2))
                .map(cells -> String.join(" ", cells))
                .toList();
    }

    private static String states(List<String> states) {
        return states.isEmpty() ? "" : " " + String.join(", ", states);
    }

    private static String sentence(String text) {
        return text.strip().split("(?<=\\.) ", -1)[0];
    }

    private static String newRows(Postgres database, int rows) throws Exception {
        List<String> scripts =
                database.rows(
                        "SELECT script FROM flyway_schema_history WHERE installed_rank > %d ORDER BY installed_rank"
                                .formatted(rows));
        return APPLIES + (scripts.isEmpty() ? "nothing" : String.join(", ", scripts));
    }

    @Test
    void aRowThatIsNotUnderstoodSaysWhatToDo() throws Exception {
        Postgres database = withTable();
        Path folder = Folder.at(dir.resolve("f")).file(name("V1"), text("1")).path();
        insert(List.of(Row.of("1 SQL"), Row.of("1 UNDO_SQL")), database);
        assertThat(MigratorRun.of(folder, database).output())
                .contains(
                        "U1__v1.sql (version 1, installed_rank 2) has type UNDO_SQL",
                        "delete the row and that of the migration it undid");
        MigratorRun repair = MigratorRun.of(folder, database, "repair");
        assertThat(repair.code()).isEqualTo(13);
        assertThat(repair.output()).contains("has type UNDO_SQL");
        assertThat(MigratorRun.of(folder, database, "baseline").code()).isEqualTo(13);

        database.execute("DELETE FROM flyway_schema_history");
        assertThat(MigratorRun.of(folder, database).output()).contains("1 applied");

        insert(List.of(Row.of("1 SQL"), Row.of("1 UNDO_SQL failed")), database);
        assertThat(MigratorRun.of(folder, database).output())
                .contains("manually restore what the failed undo changed");
        insert(List.of(Row.of("1 FOO")), database);
        assertThat(MigratorRun.of(folder, database).output())
                .contains("(version 1, installed_rank 1) has type FOO", "or correct its type");
    }

    /// The rows of code and of baselines have no checksum, which once matched any file.
    @Test
    void theRowsOfOtherToolsAreOfSql() throws Exception {
        Path folder =
                Folder.at(dir.resolve("g"))
                        .file("000001_a.up.sql", text("1"))
                        .file("000002_b.up.sql", text("2"))
                        .path();
        for (String type : List.of("BASELINE", "JDBC", "SCRIPT", "UNDO_SQL", "FOO")) {
            Postgres database = withTable();
            insert(List.of(Row.of("7 " + type)), database);
            MigratorRun run = MigratorRun.of(folder, database);
            assertThat(run.code()).as(run.output()).isEqualTo(13);
            assertThat(run.output()).contains("installed_rank 1) has type " + type);
        }
        Postgres database = withTable();
        insert(List.of(Row.of("- SCHEMA"), Row.of("7 SQL"), Row.of("7 DELETE")), database);
        assertThat(MigratorRun.of(folder, database).output()).contains("2 applied");
    }
}
