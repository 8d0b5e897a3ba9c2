package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// What a server that is none, or that belongs to somebody else, can do to a run: it ends with its
/// code and within its time, and shows neither a password nor more than a sentence of the server.
@Timeout(300)
class HostileServerTest {
    private static final String LONG = "x".repeat(200_000);

    @TempDir Path dir;
    private Folder folder;

    @BeforeEach
    void write() throws Exception {
        folder = Folder.at(dir).file("1_a.sql", "-- migrate:up\nSELECT 1;\n");
    }

    private MigratorRun run(HostileServer.Behavior behavior) throws Exception {
        try (var server = new HostileServer(behavior)) {
            long start = System.nanoTime();
            MigratorRun run =
                    MigratorRun.with(
                            Map.of(
                                    "DATABASE_URL",
                                    server.url(),
                                    "MIGRATE_DIR",
                                    folder.path().toString(),
                                    "MIGRATE_CONNECT_TIMEOUT",
                                    "2s"));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(60));
            assertThat(run.output()).hasSizeLessThan(20_000);
            return run;
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(Duration.ofMinutes(2));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A server that asks for the password and repeats it in its refusal.
    @Test
    void aPasswordThatIsRepeated() throws Exception {
        MigratorRun cleartext =
                run(client -> {
                    client.authenticate(3);
                    String password = new String(client.read(), StandardCharsets.UTF_8);
                    client.report(
                            'E',
                            "FATAL",
                            "28P01",
                            "wrong: " + password.substring(1).replace("\0", ""));
                });
        assertThat(cleartext.output()).contains("wrong: ***");
        assertThat(cleartext.code()).isEqualTo(11);

        MigratorRun md5 =
                run(client -> {
                    client.authenticate(5, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
                    client.read();
                    client.report('E', "FATAL", "28P01", "it is " + Postgres.PASSWORD);
                });
        assertThat(md5.output()).contains("it is ***");
        assertThat(md5.code()).isEqualTo(11);
    }

    @Test
    void endlessMd5() throws Exception {
        MigratorRun run =
                run(client -> {
                    while (true) {
                        client.authenticate(5, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
                        client.read();
                    }
                });
        assertThat(run.code()).as(run.output()).isIn(10, 11);
    }

    /// The client would have to compute for an hour.
    @Test
    void scramWithTooManyIterations() throws Exception {
        MigratorRun run =
                run(client -> {
                    client.authenticate(10, HostileServer.Client.text("SCRAM-SHA-256\0\0"));
                    String first = new String(client.read(), StandardCharsets.ISO_8859_1);
                    String nonce = first.substring(first.indexOf("r=") + 2);
                    client.authenticate(
                            11,
                            HostileServer.Client.text(
                                    "r=%sabc,s=QSXCR+Q6sek8bf92,i=2147483647".formatted(nonce)));
                    sleep();
                });
        assertThat(run.code()).as(run.output()).isIn(10, 11);
    }

    @Test
    void endlessNotices() throws Exception {
        MigratorRun run =
                run(client -> {
                    while (true) {
                        client.report('N', "NOTICE", "00000", "hello");
                        LockSupport.parkNanos(100_000);
                    }
                });
        assertThat(run.code()).as(run.output()).isIn(10, 11);
    }

    /// One byte at a time, so that no read times out.
    @Test
    void aDrip() throws Exception {
        MigratorRun run =
                run(client -> {
                    client.out().writeByte('R');
                    client.out().writeInt(100_000);
                    while (true) {
                        client.out().writeByte(0);
                        client.out().flush();
                        LockSupport.parkNanos(100_000_000);
                    }
                });
        assertThat(run.code()).as(run.output()).isIn(10, 11);
    }

    @Test
    void silence() throws Exception {
        MigratorRun run = run(_ -> sleep());
        assertThat(run.code()).as(run.output()).isEqualTo(10);
    }

    @Test
    void garbage() throws Exception {
        MigratorRun run =
                run(client -> {
                    client.out().write(HostileServer.Client.text("HTTP/1.1 200 OK\r\n\r\n" + LONG));
                    client.out().flush();
                    sleep();
                });
        assertThat(run.code()).as(run.output()).isIn(10, 11);
    }

    @Test
    void impossibleLengths() throws Exception {
        for (int length : new int[] {-1, Integer.MIN_VALUE, 0, 3}) {
            MigratorRun run =
                    run(client -> {
                        client.out().writeByte('E');
                        client.out().writeInt(length);
                        client.out().flush();
                        sleep();
                    });
            assertThat(run.code()).as(length + ": " + run.output()).isIn(1, 10, 11);
        }
    }

    /// Rows instead of the end of a SET.
    @Test
    void anAnswerToAnotherQuestion() throws Exception {
        MigratorRun run =
                run(client -> {
                    client.accept();
                    client.read();
                    for (int i = 0; i < 10; i++) {
                        client.send('D', (byte) 0, (byte) 0);
                        client.send('2');
                    }
                    client.ready();
                    sleep();
                });
        assertThat(run.code()).as(run.output()).isEqualTo(1);
        assertThat(run.output()).contains("does not answer as PostgreSQL does");
    }

    /// A FATAL of any length is a sentence.
    @Test
    void aLongRefusal() throws Exception {
        MigratorRun run = run(client -> client.report('E', "FATAL", "28000", LONG));
        assertThat(run.code()).isEqualTo(11);
        assertThat(run.output())
                .contains("x".repeat(4096) + "… (195904 more characters)")
                .contains("Check the user, password");
    }

    /// The message of an error, its hint and its names, in the middle of a session.
    @Test
    void aLongErrorAfterTheLogin() throws Exception {
        MigratorRun run =
                run(client -> {
                    client.accept();
                    client.read();
                    client.report(
                            'E',
                            "ERROR",
                            "42501",
                            LONG + "\0H" + LONG + "\0t" + LONG + "\0D" + LONG);
                    client.ready();
                    sleep();
                });
        assertThat(run.code()).as(run.output()).isEqualTo(11);
        assertThat(run.output()).contains("more characters)", "hint: ");
    }

    /// What it answers to the question for its version.
    @Test
    void aVersionThatForgesLines() throws Exception {
        String version = "\u001b[2J\nerror: forged\r\u202e" + LONG;
        MigratorRun run =
                run(client -> {
                    client.accept();
                    client.read();
                    client.report('E', "ERROR", "XX000", version);
                    client.ready();
                    sleep();
                });
        assertThat(run.output()).doesNotContain("\u001b", "\r", "\u202e", "\nerror: forged");
        assertThat(run.code()).as(run.output()).isEqualTo(11);
    }
}
