package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What a quick look decides. That it says the same as a run is what [MigratorRun] compares in all
/// tests.
class QuickLookTest {
    private static final String PENDING = "V9__pending.sql";

    @TempDir Path folder;
    private final Postgres database = database();

    private static Postgres database() {
        try {
            return Postgres.database();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> environment(Path migrations) {
        return Map.of("DATABASE_URL", database.url(), "MIGRATE_DIR", migrations.toString());
    }

    /// A folder of Flyway, applied.
    private Map<String, String> applied() throws IOException {
        Files.writeString(folder.resolve("V1__one.sql"), "CREATE TABLE one (id bigint);");
        Map<String, String> environment = environment(folder);
        assertThat(MigratorRun.with(environment).code()).isZero();
        return environment;
    }

    private static Map<String, String> with(Map<String, String> environment, String... more) {
        var all = new HashMap<String, String>(environment);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(TrainingFolder.class)
    void everyTool(TrainingFolder each) throws IOException {
        Map<String, String> environment = environment(each.write());
        assertThat(MigratorRun.look(environment)).isEmpty();
        MigratorRun.with(environment);
        MigratorRun look = MigratorRun.look(environment).orElseThrow();
        assertThat(look.code()).isZero();
        assertThat(look.output()).startsWith("nothing to do, at ");
        assertThat(look.termination()).contains("nothing to do");
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "validate", "wait"})
    void theCommandsOfAPod(String command) throws IOException {
        Map<String, String> environment = applied();
        assertThat(MigratorRun.look(environment, command)).isPresent();
        Files.writeString(folder.resolve(PENDING), "CREATE TABLE nine (id bigint);");
        assertThat(MigratorRun.look(environment, command)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "repair", "baseline", "dry-run", "--help", "--version", "--x"})
    void noOtherCommand(String command) throws IOException {
        assertThat(MigratorRun.look(applied(), command)).isEmpty();
    }

    /// Nothing of the session of the look remains, and it sees what a run would see.
    @Test
    void aRoleAndASearchPath() throws Exception {
        Map<String, String> environment = applied();
        assertThat(MigratorRun.look(with(environment, "MIGRATE_ROLE", database.name())))
                .isPresent();
        assertThat(MigratorRun.look(with(environment, "MIGRATE_ROLE", "nobody"))).isEmpty();
        assertThat(MigratorRun.look(with(environment, "MIGRATE_SEARCH_PATH", "elsewhere")))
                .isEmpty();
    }

    @Test
    void anotherServerThanARunAccepts() throws IOException {
        Map<String, String> environment = applied();
        String url = database.url();
        assertThat(MigratorRun.look(environment)).isPresent();
        assertThat(MigratorRun.look(with(environment, "DATABASE_URL", url + "?pgbouncer=true")))
                .isPresent();
        assertThat(
                        MigratorRun.look(
                                with(environment, "DATABASE_URL", url.replace("gr3at", "wrong"))))
                .isEmpty();
        assertThat(MigratorRun.look(with(environment, "DATABASE_URL", url + "x"))).isEmpty();
        assertThat(MigratorRun.look(with(environment, "DATABASE_URL", url + "?sslmode=require")))
                .isEmpty();
    }

    /// Warnings are logged once, by the look or by the run.
    @Test
    void whatIsLogged() throws Exception {
        Map<String, String> environment = with(applied(), "MIGRATE_NEWER_SCHEMA", "Warn");
        database.execute(
                "INSERT INTO flyway_schema_history SELECT 2, '7', 'seven', 'SQL', 'V7__seven.sql',"
                        + " 1, installed_by, now(), 1, true FROM flyway_schema_history");
        assertThat(MigratorRun.look(environment).map(MigratorRun::output).orElseThrow())
                .contains("warning: the database is ahead of the folder by 1 migration");
        Files.writeString(folder.resolve("R__view.sql"), "CREATE VIEW pending AS SELECT 1;");
        assertThat(MigratorRun.with(environment).output())
                .containsOnlyOnce("the database is ahead of the folder");
    }

    /// A migrator that holds a table, and a server that does not answer.
    @Test
    void aLookTakesAShortTimeOnly() throws Exception {
        Map<String, String> environment = applied();
        try (var holder = database.connect();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE flyway_schema_history");
            assertThat(MigratorRun.look(with(environment, "MIGRATE_CONNECT_TIMEOUT", "2s")))
                    .isEmpty();
        }
        assertThat(MigratorRun.look(environment)).isPresent();
    }

    /// As in the image: the process remains the same, with other options and the same environment.
    @Test
    void theProcessContinuesWithOtherOptions() throws Exception {
        Map<String, String> environment = applied();
        Path options = folder.resolveSibling("java.options");
        Files.writeString(
                options,
                "-Dsecond=true -cp \"%s\" io.migrate.migrator.Main"
                        .formatted(System.getProperty("java.class.path")));
        Finished unneeded = process(options, environment, "migrate");
        assertThat(unneeded.output()).contains("nothing to do, at V1__one");
        assertThat(unneeded.options()).doesNotContain("-Dsecond");
        assertThat(unneeded.code()).isZero();

        Files.writeString(folder.resolve(PENDING), "SELECT pg_sleep(3);");
        Finished handed = process(options, environment, "migrate", "--target=9");
        assertThat(handed.output()).contains("1 applied, now at V9__pending");
        assertThat(handed.options()).contains("@" + options, "--target=9");
        assertThat(handed.code()).isZero();

        Finished failed = process(options, environment, "--no-such-option");
        assertThat(failed.output()).contains("--no-such-option");
        assertThat(failed.code()).isEqualTo(2);
    }

    /// @param options the last command line that was seen
    private record Finished(int code, String output, String options) {}

    private Finished process(Path options, Map<String, String> environment, String... arguments)
            throws Exception {
        Path output = folder.resolveSibling("output");
        var builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dmigrate.options=" + options,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.migrate.migrator.QuickLook")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "MIGRATE_TERMINATION_LOG",
                        Files.writeString(folder.resolveSibling("termination"), "").toString());
        Process process = builder.start();
        Optional<String> last = Optional.empty();
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            String line = commandLine(process);
            last = line.isEmpty() ? last : Optional.of(line);
        }
        return new Finished(process.exitValue(), Files.readString(output), last.orElse(""));
    }

    private static String commandLine(Process process) {
        try {
            return Files.readString(
                            Path.of("/proc", String.valueOf(process.pid()), "cmdline"),
                            StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException _) {
            return "";
        }
    }
}
