package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// A quick look at folders, histories and settings that differ a little from what was applied. What
/// it decides must be what a run says: [MigratorRun] compares both. `-Dlooks` sets how many.
class QuickLookMutationsTest {
    private static final int LOOKS = Integer.getInteger("looks", 60);

    private static final List<List<String>> SETTINGS =
            List.of(
                    List.of("MIGRATE_OUT_OF_ORDER", "Refuse", "Apply", "AsTool", "ApplyMarked"),
                    List.of("MIGRATE_NEWER_SCHEMA", "Allow", "Warn", "Block"),
                    List.of("MIGRATE_IGNORE_MIGRATION_PATTERNS", "*:missing", "*:future", "*:*"),
                    List.of("MIGRATE_TOOL_HISTORY_SYNC", "Maintain", "AdoptOnly", "Ignore"),
                    List.of("MIGRATE_TARGET", "1", "00001", "2", "nothing"),
                    List.of("MIGRATE_HISTORY_TABLE", "flyway_schema_history", "other"),
                    List.of("MIGRATE_ROLE", "nobody", "postgres"),
                    List.of("MIGRATE_EMPTY_SOURCE", "Allow", "Refuse"));

    @TempDir Path temporary;
    private int decided;
    private int undecided;

    @ParameterizedTest
    @EnumSource(TrainingFolder.class)
    void whatALookDecidesIsWhatARunSays(TrainingFolder each) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        Postgres database = Postgres.database();
        Path folder = each.write();
        Map<String, String> environment =
                Map.of(
                        "DATABASE_URL", database.url(),
                        "MIGRATE_SEARCH_PATH", each.schema(),
                        "MIGRATE_TOOL_HISTORY_SCHEMA", each.schema(),
                        "MIGRATE_DIR", folder.toString());
        assertThat(MigratorRun.with(environment).code()).isZero();
        var histories = new Histories(database, each.schema());
        histories.save();
        for (int i = 0; i < LOOKS; i++) {
            var changed = new HashMap<String, String>(environment);
            var done = new ArrayList<String>();
            changed.put("MIGRATE_DIR", copy(folder, temporary.resolve("copy" + i)).toString());
            for (int n = random.nextInt(3); n >= 0; n--) {
                done.add(mutate(changed, histories, random));
            }
            try {
                look(changed);
            } catch (AssertionError e) {
                throw new AssertionError("seed %d, %s, %s".formatted(seed, each, done), e);
            }
            histories.restore();
        }
        assertThat(decided).as("decided").isPositive();
        assertThat(undecided).as("undecided").isPositive();
    }

    private void look(Map<String, String> environment) throws IOException {
        MigratorRun run = MigratorRun.with(environment, "validate");
        if (MigratorRun.look(environment, "validate").isEmpty()) {
            undecided++;
            return;
        }
        decided++;
        assertThat(run.code()).isZero();
        // A run that has nothing to do changes nothing, so it can be compared too.
        assertThat(MigratorRun.look(environment, "migrate")).isPresent();
        assertThat(MigratorRun.with(environment, "migrate").output()).contains("nothing to do");
    }

    private static String mutate(
            Map<String, String> environment, Histories histories, Random random)
            throws IOException, SQLException {
        Path folder = Path.of(environment.get("MIGRATE_DIR"));
        return switch (random.nextInt(3)) {
            case 0 -> mutateFile(folder, random);
            case 1 -> histories.mutate(random);
            default -> {
                List<String> setting = SETTINGS.get(random.nextInt(SETTINGS.size()));
                String value = setting.get(1 + random.nextInt(setting.size() - 1));
                environment.put(setting.getFirst(), value);
                yield setting.getFirst() + "=" + value;
            }
        };
    }

    private static String mutateFile(Path folder, Random random) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        if (files.isEmpty()) {
            return "no file is left";
        }
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        int kind = random.nextInt(7);
        switch (kind) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, (text(bytes) + "\n").getBytes(StandardCharsets.UTF_8));
            case 2 ->
                    Files.write(
                            file,
                            text(bytes).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            case 3 -> {
                if (bytes.length == 0) {
                    return file.getFileName() + " is empty";
                }
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(7));
                Files.write(file, bytes);
            }
            case 4 -> {
                Path other = renamed(file, "1", "3");
                if (Files.notExists(other)) {
                    Files.move(file, other);
                }
            }
            case 5 -> {
                Path other = renamed(file, "^", "R__");
                if (Files.notExists(other)) {
                    Files.copy(file, other);
                }
            }
            default -> {
                Path other = renamed(file, "1", "4");
                if (Files.notExists(other)) {
                    Files.writeString(other, "CREATE TABLE four (id bigint);");
                }
            }
        }
        return "file %s: %d".formatted(file.getFileName(), kind);
    }

    private static Path renamed(Path file, String regex, String replacement) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.replaceFirst(regex, replacement));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
        return to;
    }

    /// The history tables of a schema.
    private record Histories(Postgres database, String schema) {
        private List<String> tables() throws SQLException {
            return database.rows(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = '"
                            + schema
                            + "' AND table_name NOT IN ('training') AND table_type = 'BASE TABLE'"
                            + " ORDER BY 1");
        }

        void save() throws SQLException {
            database.execute("CREATE SCHEMA saved");
            for (String table : tables()) {
                database.execute(
                        "CREATE TABLE saved.%1$s AS TABLE %2$s.%1$s".formatted(table, schema));
            }
        }

        void restore() throws SQLException {
            for (String table : tables()) {
                database.execute(
                        "TRUNCATE %2$s.%1$s; INSERT INTO %2$s.%1$s SELECT * FROM saved.%1$s"
                                .formatted(table, schema));
            }
        }

        String mutate(Random random) throws SQLException {
            List<String> tables = tables();
            String table = schema + "." + tables.get(random.nextInt(tables.size()));
            String row =
                    " WHERE ctid = (SELECT ctid FROM %s OFFSET %d LIMIT 1)"
                            .formatted(table, random.nextInt(2));
            String sql =
                    switch (random.nextInt(6)) {
                        case 0 -> "DELETE FROM " + table + row;
                        case 1 -> "INSERT INTO %1$s SELECT * FROM %1$s".formatted(table);
                        default ->
                                "UPDATE %s SET %s%s"
                                        .formatted(table, assignment(table, random), row);
                    };
            try {
                database.execute(sql);
                return sql;
            } catch (SQLException _) {
                return "impossible: " + sql;
            }
        }

        private String assignment(String table, Random random) throws SQLException {
            List<String> columns =
                    database.rows(
                            "SELECT quote_ident(attname), format_type(atttypid, NULL)"
                                    + " FROM pg_attribute WHERE attrelid = '"
                                    + table
                                    + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1");
            List<String> column =
                    List.of(columns.get(random.nextInt(columns.size())).split("\\|", -1));
            List<String> values =
                    switch (column.get(1)) {
                        case "integer", "bigint" ->
                                List.of("%1$s + 1", "-%1$s", "%1$s + 3000000", "NULL");
                        case "boolean" -> List.of("NOT %1$s", "NULL");
                        case "character varying", "text" ->
                                List.of("%1$s || 'x'", "upper(%1$s)", "''", "NULL", "'1'");
                        default -> List.of("NULL", "now()");
                    };
            return column.get(0)
                    + " = "
                    + values.get(random.nextInt(values.size())).formatted(column.get(0));
        }
    }
}
