package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/// Failures whose cause hides behind somebody else's sentence: PostgreSQL's own is reported, with
/// the file.
@Timeout(300)
class SentenceTest {
    @TempDir Path dir;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    create table z (i int);~copy z from stdin;~1~foo~\\.~ | V1__a.sql:2 failed: invalid input syntax for type integer: "foo" (SQLSTATE 22P02).
                    copy absent from stdin;~1~\\.~                         | V1__a.sql:1 failed: relation "absent" does not exist (SQLSTATE 42P01).
                    create table n (i int);~select 'a\0b';                | V1__a.sql:2 failed: insufficient data left in message (SQLSTATE 08P01).
                    create table ${tbl} (i int);                          | V1__a.sql:1 failed: the placeholder ${tbl} has no value
                    create table b (i int);~create index concurrently bi on b (i); | V1__a.sql failed: it mixes statements that cannot run in a transaction
                    """)
    void theFileAndPostgresOwnSentence(String sql, String sentence) throws Exception {
        Postgres database = Postgres.database();
        Folder folder = Folder.at(dir).file("V1__a.sql", sql.replace('~', '\n'));

        MigratorRun run = MigratorRun.of(folder.path(), database);

        assertThat(run.output()).contains(sentence);
        assertThat(run.code()).isEqualTo(14);
        assertThat(run.termination()).contains("\"script\":\"V1__a.sql\"");
    }

    /// What the sentence about placeholders advises.
    @Test
    void aConfTakesPlaceholdersAsText() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.at(dir)
                        .file("V1__a.sql", "create table \"${tbl}\" (i int);")
                        .file("V1__a.sql.conf", "placeholderReplacement=false");
        MigratorRun run = MigratorRun.of(folder.path(), database);
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(database.rows("SELECT to_regclass('\"${tbl}\"')")).containsExactly("\"${tbl}\"");
    }

    @Test
    void aTableThatIsNoHistory() throws Exception {
        Postgres database = Postgres.database();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE flyway_schema_history (a int)");
        }
        Folder folder = Folder.at(dir).file("V1__a.sql", "select 1;");
        for (String command : new String[] {"migrate", "info", "validate"}) {
            MigratorRun run = MigratorRun.of(folder.path(), database, command);
            assertThat(run.code()).as(run.output()).isEqualTo(13);
            assertThat(run.output())
                    .contains(
                            "public.flyway_schema_history is not a Flyway history table: column"
                                    + " \"version\" does not exist. Set MIGRATE_HISTORY_TABLE to"
                                    + " another table");
        }
    }

    /// Whose file is gone, and which belongs after what is asked for.
    @Test
    void theNeighbourIsTheNewestThatIsApplied() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.at(dir.resolve("one"))
                        .file("V1__a.sql", "select 1;")
                        .file("V2__b.sql", "select 2;");
        assertThat(MigratorRun.of(folder.path(), database).code()).isZero();
        Folder later =
                Folder.at(dir.resolve("two"))
                        .file("V1__a.sql", "select 1;")
                        .file("V1.5__x.sql", "select 3;");
        MigratorRun run = MigratorRun.of(later.path(), database);
        assertThat(run.code()).as(run.output()).isEqualTo(13);
        assertThat(run.output()).contains("V1.5__x is pending, but comes before V2__b");
    }
}
