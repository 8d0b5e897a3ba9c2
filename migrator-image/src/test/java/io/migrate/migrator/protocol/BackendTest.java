package io.migrate.migrator.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migrate.migrator.Postgres;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Against a real server without TLS, whose superuser logs in without a password.
@Timeout(120)
class BackendTest {
    private static Postgres database;
    private static String url;

    @BeforeAll
    static void create() throws Exception {
        database = Postgres.database();
        url = database.url();
    }

    private static String trusted(String query) {
        return "postgresql://postgres@127.0.0.1:%d/postgres?%s".formatted(Postgres.port(), query);
    }

    private static void assertUnanswered(String url, String reason) {
        assertThatThrownBy(() -> Question.ask(url, "SELECT 1"))
                .isInstanceOf(Unanswered.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining(Postgres.PASSWORD);
    }

    @Test
    void scramLogsIn() throws Exception {
        assertThat(Question.value(url, "SELECT current_user")).isEqualTo(database.name());
        assertThat(Question.value(url + "?require_auth=scram-sha-256", "SELECT current_user"))
                .isEqualTo(database.name());
    }

    @Test
    void aServerThatAsksForNoPasswordIsEnough() throws Exception {
        assertThat(Question.value(trusted(""), "SELECT current_user")).isEqualTo("postgres");
    }

    /// As the driver: `none` must be allowed, and channel binding cannot be required.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "require_auth=scram-sha-256",
                "require_auth=!none",
                "require_auth=md5,password",
                "channel_binding=require"
            })
    void whatTheTargetDemandsOfALoginHolds(String demand) {
        assertUnanswered(trusted(demand), "method 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "require_auth=md5",
                "require_auth=none",
                "require_auth=!scram-sha-256",
                "require_auth=!md5,!scram-sha-256"
            })
    void scramIsNotUsedWhereItIsNotAllowed(String demand) {
        assertUnanswered(url + "?" + demand, "method 10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "require_auth=scram-sha-256",
                "require_auth=!md5",
                "require_auth=none,scram-sha-256",
                "channel_binding=disable",
                "sslmode=disable",
                "sslmode=prefer",
                "connect_timeout=3&application_name=other",
            })
    void whatIsAllowedIsUsed(String demand) throws Exception {
        assertThat(Question.value(url + "?" + demand, "SELECT 42")).isEqualTo("42");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sslmode=allow",
                "sslmode=require&sslnegotiation=direct",
                "options=-c%20search_path%3Dx",
                "localSocketAddress=127.0.0.1",
                "scramMaxIterations=10"
            })
    void whatIsNotKnownHasNoAnswer(String parameter) {
        assertUnanswered(url + "?" + parameter, "known");
    }

    @Test
    void whatNeedsMoreThanThisClientHasNoAnswer() {
        assertUnanswered(url.replace("@127.0.0.1", "@127.0.0.1:1,127.0.0.1"), "several hosts");
        assertUnanswered(url.replace(Postgres.PASSWORD, "wr%C3%B6ng"), "printable ASCII");
        assertUnanswered(url.replace(":" + Postgres.PASSWORD, ""), "no password");
        assertUnanswered(url + "?channel_binding=require", "no mechanism that is allowed");
        assertUnanswered(url + "?sslmode=require", "TLS");
        assertUnanswered(url.replace("127.0.0.1", "no-such-host.invalid"), "UnknownHost");
        assertUnanswered(url.replaceFirst(":\\d+/", ":1/"), "refused");
    }

    @Test
    void aWrongPasswordAndAMissingDatabaseHaveNoAnswer() {
        assertUnanswered(url.replace(Postgres.PASSWORD, "wrong"), "type E");
        assertUnanswered(url.replaceFirst("/t\\d+$", "/missing"), "type E");
    }

    @Test
    void valuesAreTextOrNull() throws Exception {
        String large = "é".repeat(1_000_000);
        assertThat(
                        Question.ask(
                                url,
                                "SELECT NULL, '', 'äöü 😀', repeat('é', 1000000), 1.50, true"
                                        + " UNION ALL SELECT 'a', NULL, NULL, NULL, NULL, NULL"))
                .containsExactly(
                        List.of(
                                Optional.empty(),
                                Optional.of(""),
                                Optional.of("äöü 😀"),
                                Optional.of(large),
                                Optional.of("1.50"),
                                Optional.of("t")),
                        List.of(
                                Optional.of("a"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void theRowsAreThoseOfTheLastStatementThatReturnsRows() throws Exception {
        assertThat(
                        Question.value(
                                url,
                                "BEGIN READ ONLY; SET LOCAL search_path = x; SELECT 1; SELECT 2;"
                                        + " SHOW search_path; COMMIT"))
                .isEqualTo("x");
        assertThat(Question.ask(url, "SELECT 1; SELECT 2 WHERE false")).isEmpty();
        assertThat(Question.ask(url, "SET search_path = x")).isEmpty();
    }

    @Test
    void aTransactionMayBeOpenBetweenQueries() throws Exception {
        try (Backend backend = Backend.open(Question.target(url), "quick", Question.LIMIT)) {
            assertThat(backend.query("BEGIN; SELECT 1")).hasSize(1);
            assertThat(backend.query("SHOW application_name; COMMIT"))
                    .containsExactly(List.of(Optional.of("quick")));
            assertThat(backend.query("SELECT pg_backend_pid()"))
                    .containsExactly(List.of(Optional.of("" + backend.processId())));
        }
    }

    /// A notice that a name is truncated would otherwise end every login from such a Pod.
    @Test
    void aLongApplicationNameIsTruncated() throws Exception {
        try (Backend backend =
                Backend.open(Question.target(trusted("")), "n".repeat(100), Question.LIMIT)) {
            assertThat(backend.query("SHOW application_name"))
                    .containsExactly(List.of(Optional.of("n".repeat(63))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELEC 1",
                "SELECT 1/0",
                "SELECT 1; SELECT * FROM missing",
                "SET LOCAL search_path = x",
                "DO $$ BEGIN RAISE NOTICE 'hello'; END $$",
                "COPY (SELECT 1) TO STDOUT",
                "CREATE TEMP TABLE t (a int); COPY t FROM STDIN",
                "LISTEN a; NOTIFY a; SELECT 1",
                "",
                " -- nothing",
                "BEGIN; SELECT 1/0",
                "SELECT 'a\0b'",
                "SELECT 1 FROM generate_series(1, 100001)",
                "SELECT repeat('x', 9000000)"
            })
    void whatIsNotAPlainAnswerIsNone(String sql) throws Exception {
        try (Backend backend = Backend.open(Question.target(url), "test", Question.LIMIT)) {
            assertThatThrownBy(() -> backend.query(sql)).isInstanceOf(Unanswered.class);
            assertThatThrownBy(() -> backend.query("SELECT 1"))
                    .isInstanceOf(Unanswered.class)
                    .hasMessageContaining("not waiting");
        }
    }

    @Test
    void aSlowQueryEndsAtTheLimit() throws Exception {
        long start = System.nanoTime();
        try (Backend backend = Backend.open(Question.target(url), "test", Duration.ofSeconds(3))) {
            assertThatThrownBy(() -> backend.query("SELECT pg_sleep(60)"))
                    .isInstanceOf(Unanswered.class)
                    .hasMessageContaining("3000 ms");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    /// Nothing reads what the client sends, so its write waits.
    @Test
    void aWriteEndsAtTheLimit() throws Exception {
        try (Backend backend = Backend.open(Question.target(url), "test", Duration.ofSeconds(3))) {
            backend.query("SELECT 1");
            assertThatThrownBy(() -> backend.query("SELECT pg_sleep(60);" + " ".repeat(100 << 20)))
                    .isInstanceOf(Unanswered.class);
        }
    }

    @Test
    void aServerThatSaysNothingEndsAtTheLimit() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String there = url.replaceFirst(":\\d+/", ":" + silent.getLocalPort() + "/");
            assertThatThrownBy(() ->
                            Backend.open(Question.target(there), "test", Duration.ofMillis(500)))
                    .isInstanceOf(Unanswered.class)
                    .hasMessageContaining("500 ms");
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        Question.ask(url, "SELECT 1");
        Thread.sleep(200);
        assertThat(
                        database.rows(
                                "SELECT pid FROM pg_stat_activity WHERE application_name = 'test'"
                                        + " AND state = 'idle'"))
                .isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("question"));
    }

    @Test
    void aBackendCanBeClosedTwice() throws Exception {
        Backend backend = Backend.open(Question.target(url), "test", Question.LIMIT);
        backend.close();
        backend.close();
        assertThatThrownBy(() -> backend.query("SELECT 1")).isInstanceOf(Unanswered.class);
    }
}
