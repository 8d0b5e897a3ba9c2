package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// One marked password through everything that can fail: it is nowhere in what is printed, logged
/// or left behind, however it was written, at any log level.
@Timeout(300)
class LeakTest {
    /// Letters and digits only, so that no encoding changes it.
    private static final String MARK = "s3cr3tM4rk";

    private static final List<String> PASSWORDS =
            List.of(
                    MARK,
                    "a@b" + MARK + "/:?#",
                    "%" + MARK + "+&=",
                    "ü " + MARK + " \"'\\$",
                    "://" + MARK + "@h");

    @TempDir Path dir;
    private Path folder;

    @BeforeEach
    void write() throws Exception {
        folder = Folder.shop(Files.createDirectory(dir.resolve("migrations"))).path();
    }

    private static String encoded(String password) {
        return URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private MigratorRun run(Map<String, String> environment, String... arguments) throws Exception {
        var all = new HashMap<String, String>();
        all.put("MIGRATE_DIR", folder.toString());
        all.put("MIGRATE_LOG_DETAIL", "true");
        all.put("MIGRATE_CONNECT_TIMEOUT", "1s");
        all.putAll(environment);
        MigratorRun run = MigratorRun.with(all, arguments);
        assertThat(run.output() + run.termination()).doesNotContain(MARK);
        return run;
    }

    /// Every way in which a password gets to us, for one place.
    private static List<Map<String, String>> ways(
            String password, String place, String user, String database, String query) {
        String host = place.substring(0, place.lastIndexOf(':'));
        String port = place.substring(place.lastIndexOf(':') + 1);
        String quoted = password.replace("\\", "\\\\").replace("'", "\\'");
        String word = encoded(password);
        String more = query.isEmpty() ? "" : "?" + query;
        return List.of(
                Map.of(
                        "DATABASE_URL",
                        "postgresql://%s:%s@%s/%s%s".formatted(user, word, place, database, more)),
                Map.of(
                        "DATABASE_URL",
                        "jdbc:postgresql://%s/%s?user=%s&password=%s&%s"
                                .formatted(place, database, user, word, query)),
                Map.of(
                        "DATABASE_URL",
                        "host=%s port=%s user=%s password='%s' dbname=%s %s"
                                .formatted(
                                        host,
                                        port,
                                        user,
                                        quoted,
                                        database,
                                        query.replace("&", " "))),
                Map.of(
                        "DATABASE_URL",
                        "postgresql://%s@%s/%s%s".formatted(user, place, database, more),
                        "PGPASSWORD",
                        password));
    }

    @Test
    void whileConnecting() throws Exception {
        Postgres database = Postgres.database();
        String real = "127.0.0.1:" + Postgres.port();
        for (String password : PASSWORDS) {
            for (var way : ways(password, real, database.name(), database.name(), "")) {
                assertThat(run(way).code()).isEqualTo(11);
            }
            for (var way : ways(password, real, "nobody", "nothing", "")) {
                assertThat(run(way).code()).isEqualTo(11);
            }
            String tls = "sslmode=verify-full&sslrootcert=/nowhere";
            for (var way : ways(password, real, database.name(), database.name(), tls)) {
                assertThat(run(way).code()).isEqualTo(11);
            }
            String unknown = "sslmod=require";
            for (var way : ways(password, real, database.name(), database.name(), unknown)) {
                assertThat(run(way).code()).isEqualTo(2);
            }
        }
        for (var way : ways(PASSWORDS.get(1), "nobody.invalid:1", "u", "d", "")) {
            assertThat(run(way).code()).isEqualTo(10);
        }
        for (var way : ways(PASSWORDS.get(2), "127.0.0.1:1", "u", "d", "")) {
            assertThat(run(way).code()).isEqualTo(10);
        }
    }

    /// With a password that is right, and all that can go wrong behind it.
    @Test
    void whileMigrating() throws Exception {
        String password = PASSWORDS.get(3);
        Postgres database = withPassword(password);
        String real = "127.0.0.1:" + Postgres.port();
        for (var way : ways(password, real, database.name(), database.name(), "")) {
            assertThat(run(way, "validate").code()).isIn(17, 0);
            assertThat(run(way, "migrate", "--role=absent").code()).isEqualTo(11);
            assertThat(run(way, "migrate", "--log-format=json").code()).isZero();
            assertThat(run(way, "info").code()).isZero();
            assertThat(run(way, "repair").code()).isIn(0, 13);
        }
        Postgres other = withPassword(password);
        Map<String, String> way = ways(password, real, other.name(), other.name(), "").getFirst();
        Folder.at(folder).file("meta/_journal.json", "{\"dialect\":\"postgresql\",\"entries\":[]}");
        run(way);
        Folder flyway = Folder.at(Files.createDirectory(dir.resolve("flyway")));
        flyway.file("V1__broken.sql", "SELECT * FROM nowhere;");
        assertThat(run(way, "--dir", flyway.path().toString()).code()).isEqualTo(14);
        flyway.file("V1__broken.sql", "SELECT 'unfinished");
        assertThat(run(way, "--dir", flyway.path().toString()).code()).isEqualTo(14);
        flyway.file("V1__broken.sql", "SELECT pg_terminate_backend(pg_backend_pid());");
        assertThat(run(way, "--dir", flyway.path().toString()).code()).isEqualTo(10);
    }

    private static Postgres withPassword(String password) throws SQLException {
        Postgres database = Postgres.database();
        try (Connection connection = database.connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "ALTER ROLE %s PASSWORD '%s'"
                            .formatted(database.name(), password.replace("'", "''")));
        }
        return database;
    }

    /// Every refused line of the table of URLs, its passwords replaced.
    @Test
    void inTextThatIsNotAUrl() throws Exception {
        int tried = 0;
        try (InputStream in =
                Objects.requireNonNull(getClass().getResourceAsStream("/url/cases.txt"))) {
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (!line.startsWith("#") && line.contains(" => ! ") && line.contains("sesame")) {
                    String url =
                            line.substring(0, line.indexOf(" => "))
                                    .replace("sesame", MARK)
                                    .replace("\\n", "\n");
                    assertThat(run(Map.of("DATABASE_URL", url)).code()).as(line).isEqualTo(2);
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DATABASE_URL_FILE",
                "MIGRATE_DIR",
                "MIGRATE_FORMAT",
                "MIGRATE_ROLE",
                "MIGRATE_TIMEOUT",
                "MIGRATE_TARGET",
                "MIGRATE_SEARCH_PATH",
                "MIGRATE_HISTORY_TABLE",
                "PGHOST",
                "PGPORT",
                "PGSSLMODE"
            })
    void inAVariableThatIsForSomethingElse(String variable) throws Exception {
        String url = "postgresql://u:%s@h/d".formatted(MARK);
        var environment = new HashMap<String, String>();
        environment.put("PGHOST", "127.0.0.1");
        environment.put("PGUSER", "u");
        environment.put(variable, url);
        assertThat(run(environment).code()).isEqualTo(2);
    }

    @Test
    void asAnArgument() throws Exception {
        String url = "postgresql://u:%s@h/d".formatted(MARK);
        for (List<String> arguments :
                List.of(
                        List.of(url),
                        List.of("migrate", url),
                        List.of("--url", url),
                        List.of("--database-url=" + url),
                        List.of("--dir=" + url),
                        List.of("--dir", url),
                        List.of("--" + url),
                        List.of("--timeout", url))) {
            assertThat(run(Map.of(), arguments.toArray(String[]::new)).code())
                    .as(arguments.toString())
                    .isEqualTo(2);
        }
    }

    /// A process of its own, with everything that can be made to log made to log.
    @Test
    void onBothStreamsOfAProcessAtTheFinestLevel() throws Exception {
        Postgres database = Postgres.database();
        Path logging = dir.resolve("logging.properties");
        Files.writeString(
                logging,
                """
                handlers=java.util.logging.ConsoleHandler
                .level=FINEST
                java.util.logging.ConsoleHandler.level=FINEST
                org.postgresql.level=FINEST
                org.postgresql.Driver.level=FINEST
                org.postgresql.core.v3.ConnectionFactoryImpl.level=FINEST
                org.postgresql.core.v3.QueryExecutorImpl.level=FINEST
                """);
        Path termination = Files.createFile(dir.resolve("termination"));
        String wrong =
                "postgresql://%s:%s@127.0.0.1:%d/%1$s"
                        .formatted(database.name(), encoded(PASSWORDS.get(1)), Postgres.port());
        for (Map<String, String> environment :
                List.of(
                        Map.of("DATABASE_URL", wrong),
                        Map.of("DATABASE_URL", wrong + "?loggerLevel=TRACE"),
                        Map.of("DATABASE_URL", "postgresql://u:" + MARK + "@[x/d"),
                        Map.of("DATABASE_URL_FILE", "postgresql://u:" + MARK + "@h/d"),
                        Map.of("DATABASE_URL", database.url(), "MIGRATE_LOG_DETAIL", "true"))) {
            Process process = start(environment, logging, termination);
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
            assertThat(printed).isNotEmpty();
            assertThat(printed + Files.readString(termination))
                    .doesNotContain(MARK)
                    .doesNotContain(Postgres.PASSWORD);
        }
    }

    private Process start(Map<String, String> environment, Path logging, Path termination)
            throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.util.logging.config.file=" + logging);
        command.add("-Dlogback.debug=true");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("io.migrate.migrator.QuickLook");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("MIGRATE_DIR", folder.toString());
        builder.environment().put("MIGRATE_TERMINATION_LOG", termination.toString());
        return builder.start();
    }
}
