package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// Too little memory is exit code 1 and says so, wherever it shows: the driver reports it as an
/// error of its own or of the server.
@Timeout(300)
class MemoryTest {
    private static final String[] SMALL = {"-Xmx48m"};
    private static final String SENTENCE = "MiB is too small. ";

    @TempDir Path dir;

    private void assertTooSmall(MigratorProcess migrator) throws Exception {
        assertThat(migrator.code(120)).as(migrator.output()).isEqualTo(1);
        assertThat(migrator.output())
                .contains(SENTENCE)
                .contains("migrator.resources")
                .hasSizeLessThan(20_000);
    }

    private MigratorProcess hostile(HostileServer server) throws Exception {
        ProcessBuilder builder =
                MigratorProcess.builder(
                        Folder.at(dir).file("1_a.sql", "-- migrate:up\nSELECT 1;\n").path(),
                        server.url(),
                        SMALL);
        return MigratorProcess.start(builder);
    }

    @Test
    void aLongError() throws Exception {
        Postgres database = Postgres.database();
        String sql = "DO $$ BEGIN RAISE EXCEPTION '%', repeat('x', 30000000); END $$;";
        for (String name : new String[] {"1_a.sql", "V1__a.sql"}) {
            Path folder =
                    Folder.at(dir.resolve(name + ".d"))
                            .file(name, "-- migrate:up\n" + sql + "\n")
                            .path();
            MigratorProcess small = MigratorProcess.start(folder, database, SMALL);
            assertTooSmall(small);
            assertThat(small.output())
                    .contains(
                            name.startsWith("V")
                                    ? "Its transaction was rolled back."
                                    : "either all committed or all rolled back");

            // With memory for it, it is a sentence.
            MigratorProcess large = MigratorProcess.start(folder, database, "-Xmx700m");
            assertThat(large.code(120)).as(large.output()).isEqualTo(14);
            assertThat(large.output())
                    .contains("x".repeat(4096) + "… (29995904 more characters)")
                    .hasSizeLessThan(20_000);
        }
    }

    /// After an answer that is only read in part, Flyway's release of its lock would wait for ever.
    @Test
    void aLongDetail() throws Exception {
        Folder folder =
                Folder.at(dir)
                        .file(
                                "V1__a.sql",
                                "DO $$ BEGIN RAISE EXCEPTION USING MESSAGE = 'm', DETAIL ="
                                        + " repeat('x', 30000000); END $$;\n");
        MigratorProcess migrator = MigratorProcess.start(folder.path(), Postgres.database(), SMALL);
        assertTooSmall(migrator);
        assertThat(migrator.output()).contains("Its transaction was rolled back.");
    }

    /// The driver keeps the notices of a statement. What is left of memory is enough to say so.
    @Test
    void manyNotices() throws Exception {
        Folder folder =
                Folder.at(dir)
                        .file(
                                "V1__a.sql",
                                "DO $$ BEGIN FOR i IN 1..200000 LOOP RAISE NOTICE '%',"
                                        + " repeat('x', 1000); END LOOP; END $$;\n");
        assertTooSmall(MigratorProcess.start(folder.path(), Postgres.database(), SMALL));
    }

    @Test
    void endlessRowsOfAMigration() throws Exception {
        Postgres database = Postgres.database();
        Folder folder =
                Folder.at(dir)
                        .file(
                                "1_a.sql",
                                "-- migrate:up\n"
                                        + "SELECT repeat('x', 1000) FROM generate_series(1,"
                                        + " 10000000);\n");
        MigratorProcess migrator = MigratorProcess.start(folder.path(), database, SMALL);
        assertTooSmall(migrator);
    }

    /// Of a server that answers the first question without end.
    @Test
    void endlessRowsOfTheServer() throws Exception {
        byte[] row = new byte[1006];
        Arrays.fill(row, (byte) 'x');
        row[0] = 0;
        row[1] = 1;
        row[2] = 0;
        row[3] = 0;
        row[4] = (byte) (1000 >> 8);
        row[5] = (byte) 1000;
        try (var server =
                new HostileServer(client -> {
                    client.accept();
                    String query = text(client.read());
                    while (!query.contains("version()")) {
                        // The driver's own settings.
                        if (query.charAt(0) != 'Q') {
                            client.send('1');
                            client.send('2');
                        }
                        client.send('C', HostileServer.Client.text("SET\0"));
                        client.ready();
                        query = text(client.read());
                    }
                    client.send('1');
                    client.send('2');
                    client.send(
                            'T',
                            "\0\1a\0\0\0\0\0\0\0\0\0\0\u0019\u007f\u007f\0\0\0\0\0\0"
                                    .getBytes(StandardCharsets.ISO_8859_1));
                    while (true) {
                        client.send('D', row);
                    }
                })) {
            assertTooSmall(hostile(server));
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aLongErrorAtTheLogin() throws Exception {
        String text = "x".repeat(50_000_000);
        try (var server = new HostileServer(client -> client.report('E', "FATAL", "28000", text))) {
            assertThat(hostile(server).code(120)).isIn(1, 10, 11);
        }
        try (var server =
                new HostileServer(client -> {
                    client.accept();
                    client.read();
                    client.report('E', "ERROR", "42501", text);
                    client.ready();
                })) {
            assertTooSmall(hostile(server));
        }
    }

    @Test
    void aLargeFile() throws Exception {
        Postgres database = Postgres.database();
        for (String name : new String[] {"1_a.sql", "V1__a.sql"}) {
            Path folder =
                    Folder.at(dir.resolve(name + ".d"))
                            .file(
                                    name,
                                    "-- migrate:up\nSELECT 1;\n--" + "x".repeat(40_000_000) + "\n")
                            .path();
            assertTooSmall(MigratorProcess.start(folder, database, SMALL));
        }
    }
}
