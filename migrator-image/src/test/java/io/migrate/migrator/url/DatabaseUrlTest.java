package io.migrate.migrator.url;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;

class DatabaseUrlTest {
    private static ConnectionTarget valid(String url) {
        return switch (DatabaseUrl.parse(url, "DATABASE_URL", Map.of())) {
            case ParseResult.Valid(ConnectionTarget target) -> target;
            case ParseResult.Invalid(String problem) -> throw new AssertionError(problem);
        };
    }

    private static String problem(String url) {
        return switch (DatabaseUrl.parse(url, "DATABASE_URL", Map.of())) {
            case ParseResult.Valid(ConnectionTarget target) -> throw new AssertionError(target);
            case ParseResult.Invalid(String problem) -> problem;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            textBlock =
                    """
                    postgres://u:p@h/d jdbc:postgresql://h:5432/d u p
                    postgresql://u:p@h:6543/d jdbc:postgresql://h:6543/d u p
                    postgresql://u@h jdbc:postgresql://h:5432/u u -
                    postgresql://u:a%2Fb%40c%3A+%23@h/d%20e jdbc:postgresql://h:5432/d%20e u a/b@c:+#
                    postgresql://u:p#q@h/d jdbc:postgresql://h:5432/d u p#q
                    postgresql://u:p@[::1]:5433/d jdbc:postgresql://[::1]:5433/d u p
                    postgresql://u:p@a:1,b,c:3/d jdbc:postgresql://a:1,b:5432,c:3/d u p
                    postgresql:///d?host=h&port=7&user=u&password=p jdbc:postgresql://h:7/d u p
                    postgresql://u:p@h/d?dbname=e jdbc:postgresql://h:5432/e u p
                    jdbc:postgresql://h/d?user=u&password=p%40q jdbc:postgresql://h:5432/d u p@q
                    jdbc:postgresql://u:p@h/d jdbc:postgresql://h:5432/d u p
                    """)
    void places(String url, String jdbc, String user, String password) {
        ConnectionTarget target = valid(url + "\n");
        assertThat(target.jdbcUrl()).isEqualTo(jdbc);
        assertThat(target.user()).isEqualTo(user);
        assertThat(target.password().map(Secret::value).orElse("-")).isEqualTo(password);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            textBlock =
                    """
                    sslmode=require sslmode require
                    sslmode=require&sslrootcert=/ca.pem sslmode verify-ca
                    sslmode=verify-full&sslrootcert=/ca.pem sslrootcert /ca.pem
                    sslrootcert=system sslmode verify-full
                    sslrootcert=system sslrootcert system
                    ssl=true sslmode require
                    channel_binding=require channelBinding require
                    connect_timeout=5 connectTimeout 5
                    application_name=x ApplicationName x
                    options=-c%20a%3Db options '-c a=b'
                    sslcert=/c&sslkey=/k sslcert /c
                    sslcert=/c&sslkey=/k sslkey /k
                    """)
    void parameters(String query, String property, String value) {
        assertThat(valid("postgresql://u:p@h/d?" + query).properties())
                .containsEntry(property, value);
    }

    /// An empty key of a Secret would otherwise mean the database that is named like the user.
    @ParameterizedTest
    @ValueSource(strings = {"PGHOST", "PGDATABASE", "PGUSER"})
    void anEmptyVariableIsNoDefault(String name) {
        var variables =
                new HashMap<>(
                        Map.of("PGHOST", "h", "PGDATABASE", "d", "PGUSER", "u", "PGPORT", ""));
        assertThat(DatabaseUrl.find(variables)).isInstanceOf(ParseResult.Valid.class);
        variables.put(name, "\n");
        assertThat(DatabaseUrl.find(variables))
                .isEqualTo(
                        new ParseResult.Invalid(
                                name
                                        + " is set, but empty; set it, or correct the key of the"
                                        + " Secret or ConfigMap that it comes from."));
        variables.remove("PGDATABASE");
        variables.put(name, "x");
        assertThat(DatabaseUrl.find(variables)).isInstanceOf(ParseResult.Valid.class);
    }

    @Test
    void toStringMasksThePassword() {
        assertThat(valid("postgresql://u:sesame@h/d"))
                .asString()
                .contains("***")
                .doesNotContain("sesame");
    }

    @Test
    void ignoredParametersAreNoted() {
        ConnectionTarget target =
                valid("postgresql://u@h/d?schema=x&connection_limit=5&keepalives_idle=3");
        assertThat(target.properties()).isEmpty();
        assertThat(target.notes()).hasSize(2).anyMatch(note -> note.contains("connection_limit"));
        assertThat(target.schema()).contains("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:sesame@h/d",
                "sesame",
                "",
                "postgresql://u:sesame%@h/d",
                "postgresql://u:sesame%zz@h/d",
                "postgresql://u:open@sesame@h/d",
                "postgresql://u:open/sesame@h/d",
                "postgresql://u:12/sesame@h/d?user=x",
                "postgresql://u:sesame@h:port/d",
                "postgresql://u:sesame@h:70000/d",
                "postgresql://u:sesame@[::1/d",
                "postgresql://u:sesame@h/d?sslmode=on",
                "postgresql://u:sesame@h/d?sslaccept=lax",
                "postgresql://u:sesame@h/d?ssl=maybe",
                "postgresql://u:sesame@%2Fvar%2Frun/d",
                "postgresql://:sesame@h/d",
                "postgresql://u:sesame@h/d?novalue"
            })
    void problemsNeverShowAPassword(String url) {
        assertThat(problem(url)).startsWith("DATABASE_URL: ").doesNotContain("sesame");
    }

    @Test
    void unknownParametersAreNamed() {
        assertThat(problem("postgresql://u:p@h/d?ssl_mode=require"))
                .contains("unknown parameter \"ssl_mode\"")
                .contains("sslmode");
    }

    @Test
    void parametersFromTheEnvironment() {
        var parsed =
                DatabaseUrl.parse(
                        Map.of(
                                "PGHOST",
                                "h",
                                "PGUSER",
                                "u",
                                "PGPASSWORD",
                                "p",
                                "PGSSLMODE",
                                "require"));
        assertThat(parsed.orElseThrow()).isInstanceOf(ParseResult.Valid.class);
        assertThat(DatabaseUrl.parse(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            textBlock =
                    """
                    - verify-full sslmode verify-full
                    - verify-full sslrootcert /ca.pem
                    ?sslmode=require verify-full sslmode verify-ca
                    ?sslmode=disable verify-full sslmode disable
                    ?sslrootcert=/own.pem verify-full sslrootcert /own.pem
                    """)
    void theEnvironmentSetsTlsIfTheUrlDoesNot(
            String query, String mode, String property, String value) {
        var environment =
                Map.of("PGSSLMODE", mode, "PGSSLROOTCERT", "/ca.pem", "PGHOST", "elsewhere");
        String url = "postgresql://u:p@h/d" + (query.equals("-") ? "" : query);
        assertThat(DatabaseUrl.parse(url, "DATABASE_URL", environment))
                .isInstanceOfSatisfying(
                        ParseResult.Valid.class,
                        valid -> {
                            assertThat(valid.target().properties()).containsEntry(property, value);
                            assertThat(valid.target().jdbcUrl()).contains("//h:");
                        });
    }
}
