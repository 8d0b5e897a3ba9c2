package io.migrate.migrator.url;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/// Every line of `url/cases.txt` is read as expected, and libpq and the driver, each for its own
/// kind of connection string, read it the same way.
class CasesTest {
    private static Libpq libpq;

    @BeforeAll
    static void open() throws IOException, SQLException {
        libpq = Libpq.open();
    }

    static List<Case> cases() throws IOException {
        return Case.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isReadAsExpected(Case each) {
        switch (DatabaseUrl.parse(each.url(), "DATABASE_URL", Map.of())) {
            case ParseResult.Valid(ConnectionTarget target) -> {
                assertThat(Case.rendered(target)).isEqualTo(each.words());
                assertThat(target.notes()).hasSameSizeAs(each.notes());
                for (String note : each.notes()) {
                    assertThat(target.notes()).anyMatch(said -> said.contains(note));
                }
                assertThat(target.pooler().isPresent()).isEqualTo(!each.pooler().isEmpty());
                each.pooler().forEach(said -> assertThat(target.pooler().get()).contains(said));
                assertThat(target.toString()).doesNotContain(":" + each.words().get(1) + "@");
            }
            case ParseResult.Invalid(String problem) ->
                    assertThat("! " + problem)
                            .startsWith("! DATABASE_URL: ")
                            .contains(each.isRejected() ? each.expected().substring(2) : "valid")
                            .doesNotContain("sesame");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isReadAsLibpqReadsIt(Case each) {
        if (each.url().startsWith("jdbc:") || libpq.major() < 18) {
            // An older libpq lacks some parameters, and values of others.
            return;
        }
        boolean takes = libpq.read(each.url().strip()) instanceof Libpq.Verdict.Accepted;
        String verdict = takes == each.isRejected() ? takes ? "accepts it" : "rejects it" : "";
        assertThat(verdict).as("libpq: " + libpq.read(each.url().strip())).isEqualTo(each.libpq());
        if (libpq.read(each.url().strip()) instanceof Libpq.Verdict.Accepted(var theirs)
                && DatabaseUrl.parse(each.url(), "URL", Map.of())
                        instanceof ParseResult.Valid(ConnectionTarget ours)) {
            agree(theirs, ours);
        }
    }

    private static void agree(Map<String, String> theirs, ConnectionTarget ours) {
        String user = theirs.get("user");
        assertThat(ours.user()).isEqualTo(user);
        assertThat(ours.password().map(Secret::value))
                .isEqualTo(Optional.ofNullable(theirs.get("password")).filter(p -> !p.isEmpty()));
        assertThat(ours.database()).isEqualTo(theirs.getOrDefault("dbname", user));
        String names = theirs.getOrDefault("hostaddr", theirs.getOrDefault("host", ""));
        assertThat(ours.hosts().stream().map(Host::name).collect(Collectors.joining(",")))
                .isEqualTo(
                        List.of(names.split(",", -1)).stream()
                                .map(name -> name.isEmpty() ? "localhost" : name)
                                .collect(Collectors.joining(",")));
        List<String> ports = List.of(theirs.getOrDefault("port", "").split(",", -1));
        for (int i = 0; i < ours.hosts().size(); i++) {
            String port = ports.size() == 1 ? ports.getFirst() : ports.get(i);
            assertThat(ours.hosts().get(i).port())
                    .isEqualTo(port.isEmpty() ? 5432 : Integer.parseInt(port));
        }
        Map.of(
                        "application_name", "ApplicationName",
                        "channel_binding", "channelBinding",
                        "options", "options",
                        "require_auth", "requireAuth")
                .forEach((theirName, ourName) ->
                        assertThat(ours.properties().get(ourName))
                                .as(theirName)
                                .isEqualTo(theirs.get(theirName)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isReadAsTheDriverReadsIt(Case each) {
        if (!each.url().startsWith("jdbc:postgresql:")
                || each.isRejected()
                || each.url().contains("@h")) {
            return;
        }
        Properties theirs = Driver.parseURL(each.url(), new Properties());
        assertThat(DatabaseUrl.parse(each.url(), "URL", Map.of()))
                .isInstanceOfSatisfying(
                        ParseResult.Valid.class,
                        ours -> {
                            ConnectionTarget target = ours.target();
                            assertThat(target.user()).isEqualTo(theirs.getProperty("user"));
                            assertThat(target.password().map(Secret::value).orElse(null))
                                    .isEqualTo(theirs.getProperty("password"));
                            assertThat(target.database()).isEqualTo(theirs.getProperty("PGDBNAME"));
                            assertThat(target.hosts().getFirst().toString())
                                    .isEqualTo(
                                            theirs.getProperty("PGHOST").split(",", -1)[0]
                                                    + ":"
                                                    + theirs.getProperty("PGPORT")
                                                            .split(",", -1)[0]);
                        });
    }

    @Test
    void thereAreManyCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(150).doesNotHaveDuplicates();
    }

    @Test
    void everyLibpqParameterIsKnown() {
        for (Libpq.Option option : libpq.options()) {
            Optional<Parameter> ours = ParameterRegistry.find(option.name());
            assertThat(ours).as(option.name()).isPresent();
            assertThat(ours.get().variable()).as(option.name()).isEqualTo(option.variable());
        }
    }

    @Test
    void everyDriverPropertyIsKnown() {
        for (PGProperty property : PGProperty.values()) {
            assertThat(ParameterRegistry.find(property.getName()))
                    .as(property.getName())
                    .isPresent();
        }
    }
}
