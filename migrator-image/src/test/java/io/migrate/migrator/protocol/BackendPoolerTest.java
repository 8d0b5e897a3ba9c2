package io.migrate.migrator.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migrate.migrator.PgBouncer;
import io.migrate.migrator.Postgres;
import io.migrate.migrator.TestAuthority;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/// Through a real PgBouncer.
@Timeout(120)
class BackendPoolerTest {
    @TempDir Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"session", "transaction", "statement"})
    void aPoolerIsRecognizedByTheProcess(String mode) throws Exception {
        Postgres database = Postgres.database();
        try (PgBouncer pooler = PgBouncer.of(database, mode, dir);
                Backend backend =
                        Backend.open(
                                Question.target(pooler.url(database)), "test", Question.LIMIT)) {
            String process =
                    backend.query("SELECT pg_backend_pid()").getFirst().getFirst().orElseThrow();
            assertThat(process).isNotEqualTo("" + backend.processId());
        }
    }

    /// It has TLS, but no channel binding, and the client says that it misses the offer.
    @Test
    void aPoolerNeedNotOfferChannelBinding() throws Exception {
        Postgres database = Postgres.database();
        TestAuthority.Signed identity =
                TestAuthority.create("ours").sign("db", TestAuthority.ec(), Instant.now(), "x");
        Path certificate = Files.writeString(dir.resolve("tls.crt"), identity.chainPem());
        Path key = Files.writeString(dir.resolve("tls.key"), TestAuthority.pkcs8(identity.keys()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        try (PgBouncer pooler =
                PgBouncer.of(
                        database,
                        "session",
                        dir,
                        "client_tls_sslmode = require",
                        "client_tls_cert_file = " + certificate,
                        "client_tls_key_file = " + key)) {
            String url = pooler.url(database) + "?sslmode=require";
            assertThat(Question.value(url, "SELECT 42")).isEqualTo("42");
            assertThatThrownBy(() -> Question.ask(url + "&channel_binding=require", "SELECT 42"))
                    .isInstanceOf(Unanswered.class)
                    .hasMessageContaining("no mechanism that is allowed");
        }
    }
}
