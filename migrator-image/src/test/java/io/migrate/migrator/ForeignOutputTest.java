package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What names of files, migrations and the server can put into the output of a run: neither the
/// password, nor a line of their own, nor anything that acts on a terminal.
@Timeout(300)
class ForeignOutputTest {
    /// Clears the screen, forges a line of text and one of JSON, and begins a title.
    private static final String ATTACK =
            "\u001b[2J\nerror: forged\r{\"level\":\"INFO\"}\u001b]0;x\u0007\"'";

    @TempDir Path dir;

    private static MigratorRun run(Folder folder, Postgres database, String... arguments)
            throws Exception {
        MigratorRun run = MigratorRun.of(folder.path(), database, arguments);
        assertVisible(run.output());
        if (!run.termination().isEmpty()) {
            assertThat(JsonParser.parseString(run.termination()).isJsonObject()).isTrue();
            assertVisible(run.termination());
        }
        for (String line : run.output().lines().toList()) {
            assertThat(line).doesNotStartWith("error: forged").doesNotStartWith("{\"level\"");
        }
        return run;
    }

    private static void assertVisible(String output) {
        assertThat(output.replace("\n", "").codePoints().filter(Character::isISOControl).toArray())
                .as(output)
                .isEmpty();
    }

    @Test
    void namesInEveryCommand() throws Exception {
        for (String format : new String[] {"%d_%s.sql", "V%d__%s.sql"}) {
            Postgres database = Postgres.database();
            // With a line break in its name, a file is no migration.
            String name = ATTACK.replaceAll("[\n\r]", "");
            Folder folder =
                    Folder.at(dir.resolve(format.substring(0, 1)))
                            .file(format.formatted(1, name), "-- migrate:up\nCREATE TABLE a ();\n");
            assertThat(run(folder, database, "validate").code()).isEqualTo(17);
            assertThat(run(folder, database, "dry-run").output()).contains("\\u001b[2J");
            assertThat(run(folder, database, "dry-run", "--yes-on-this-database").code()).isZero();
            assertThat(run(folder, database).output()).contains("\\u001b[2Jerror: forged");
            assertThat(run(folder, database, "info").output()).contains("\\u001b[2J");
            folder.file(format.formatted(1, name), "-- migrate:up\nCREATE TABLE b ();\n");
            folder.file(format.formatted(2, name), "-- migrate:up\nSELECT * FROM nowhere;\n");
            assertThat(run(folder, database).code()).isEqualTo(13);
            assertThat(run(folder, database, "info").output()).contains("changed");
            assertThat(run(folder, database, "repair", "--yes").code()).isZero();
            assertThat(run(folder, database, "dry-run", "--yes-on-this-database").code())
                    .isEqualTo(14);
            assertThat(run(folder, database).code()).isEqualTo(14);
            assertThat(run(folder, database, "migrate", "--log-format=json").code()).isEqualTo(14);
            folder.file("stray " + ATTACK + ".sql", "x");
            assertThat(run(folder, database, "info").output())
                    .contains("warning: stray \\u001b[2J\\nerror: forged\\r");
        }
    }

    @Test
    void argumentsAndVariables() throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir).file("V1__a.sql", "SELECT 1;");
        for (String argument :
                new String[] {ATTACK, "--" + ATTACK, "--timeout=" + ATTACK, "--format=" + ATTACK}) {
            MigratorRun run = run(folder, database, argument);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.output()).contains("\\u001b[2J");
        }
        assertThat(run(folder, database, "--dir=nowhere" + ATTACK).output()).contains("\\u001b[2J");
        assertThat(run(folder, database, "--role=" + ATTACK).output()).contains("\\u001b[2J");
        assertThat(run(folder, database, "--target=" + ATTACK).output()).contains("\\u001b[2J");
    }

    @Test
    void messagesOfTheServer() throws Exception {
        Postgres database = Postgres.database();
        String message =
                "USING MESSAGE = E'\\x1b[2J\\rerror: forged', HINT = E'\\x1b[2J\\nerror: forged'";
        Folder folder =
                Folder.at(dir)
                        .file(
                                "1_a.sql",
                                "-- migrate:up\nDO $$ BEGIN RAISE EXCEPTION %s; END $$;\n"
                                        .formatted(message));
        MigratorRun failed = run(folder, database);
        assertThat(failed.code()).as(failed.output()).isEqualTo(14);
        assertThat(failed.output()).contains("hint: \\u001b[2J\\nerror: forged");
    }

    /// 300,000 of them.
    @Test
    void notices() throws Exception {
        String flood =
                "DO $$ BEGIN FOR i IN 1..300000 LOOP RAISE WARNING 'x %', i; END LOOP; END $$;";
        for (String name : new String[] {"1_a.sql", "V1__a.sql"}) {
            MigratorRun run =
                    run(
                            Folder.at(dir.resolve(name + ".d"))
                                    .file(name, "-- migrate:up\n" + flood + "\n"),
                            Postgres.database());
            assertThat(run.code()).isZero();
            assertThat(run.output()).hasSizeLessThan(2_000);
        }
    }

    /// A migration that raises it, and a file that has it as its name. [MigratorRun] looks for the
    /// password in the output of every run.
    @Test
    void aMigrationThatKnowsThePassword() throws Exception {
        Postgres database = Postgres.database();
        String sql = "DO $$ BEGIN RAISE EXCEPTION 'it is %s'; END $$;".formatted(Postgres.PASSWORD);
        for (String name :
                new String[] {
                    "1_%s.sql".formatted(Postgres.PASSWORD),
                    "V1__%s.sql".formatted(Postgres.PASSWORD)
                }) {
            Folder folder =
                    Folder.at(dir.resolve(name.substring(0, 1)))
                            .file(name, "-- migrate:up\n" + sql + "\n");
            for (String format : new String[] {"--log-format=json", "--log-format=text"}) {
                MigratorRun run =
                        MigratorRun.with(
                                Map.of(
                                        "DATABASE_URL", database.url(),
                                        "MIGRATE_DIR", folder.path().toString(),
                                        "MIGRATE_LOG_DETAIL", "true"),
                                "migrate",
                                format);
                assertThat(run.code()).as(run.output()).isEqualTo(14);
                assertThat(run.output()).contains("it is ***");
                assertThat(run.termination()).contains("***.sql");
            }
            run(folder, database, "info");
            run(folder, database, "validate");
        }
    }

    /// A password that is a word of every sentence is none that can be masked.
    @Test
    void aPasswordThatIsAlsoAName() throws Exception {
        Folder folder = Folder.at(dir).file("V1__a.sql", "SELECT 1;");
        for (String url :
                new String[] {
                    "postgresql://shop-migrator:shop-migrator@127.0.0.1:1/d",
                    "postgresql://u:d@127.0.0.1:1/d",
                    "postgresql://u:127.0.0.1@127.0.0.1:1/d"
                }) {
            MigratorRun run =
                    MigratorRun.with(
                            Map.of(
                                    "DATABASE_URL",
                                    url,
                                    "MIGRATE_DIR",
                                    folder.path().toString(),
                                    "MIGRATE_CONNECT_TIMEOUT",
                                    "100ms"));
            assertThat(run.output()).contains("could not connect to 127.0.0.1:1/d");
        }
    }

    /// Of which PostgreSQL quotes a part: the variables of the process, and a file of others.
    @Test
    void linksToWhatIsSecret() throws Exception {
        Postgres database = Postgres.database();
        for (String name : new String[] {"1_a.sql", "V1__a.sql"}) {
            Path folder = Files.createDirectory(dir.resolve(name + ".d"));
            if (!name.startsWith("V")) {
                Folder.at(folder).file("0_first.sql", "-- migrate:up\nSELECT 1;\n");
            }
            Files.createSymbolicLink(folder.resolve(name), Path.of("/proc/self/environ"));
            MigratorProcess migrator = MigratorProcess.start(folder, database);
            assertThat(migrator.code(120)).as(migrator.output()).isIn(14, 18);
            assertThat(migrator.output()).doesNotContain(Postgres.PASSWORD, "postgresql://");
        }
        Path secret = Files.writeString(dir.resolve("secret"), "first-token and-the-rest\n");
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("V1__a.sql"), secret);
        MigratorRun run = run(Folder.at(folder), Postgres.database());
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.output() + run.termination()).doesNotContain("and-the-rest");
    }
}
