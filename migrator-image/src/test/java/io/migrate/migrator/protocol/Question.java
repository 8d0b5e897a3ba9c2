package io.migrate.migrator.protocol;

import io.migrate.migrator.url.ConnectionTarget;
import io.migrate.migrator.url.DatabaseUrl;
import io.migrate.migrator.url.ParseResult;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A question to a server that a URL names.
final class Question {
    /// Long enough for a busy machine.
    static final Duration LIMIT = Duration.ofSeconds(60);

    private Question() {}

    static ConnectionTarget target(String url) {
        return switch (DatabaseUrl.parse(url, "DATABASE_URL", Map.of())) {
            case ParseResult.Valid(ConnectionTarget target) -> target;
            case ParseResult.Invalid(String problem) -> throw new AssertionError(problem);
        };
    }

    static List<List<Optional<String>>> ask(String url, String sql) throws Unanswered {
        try (Backend backend = Backend.open(target(url), "test", LIMIT)) {
            return backend.query(sql);
        }
    }

    /// The one value that the last statement returns.
    static String value(String url, String sql) throws Unanswered {
        return ask(url, sql).getFirst().getFirst().orElseThrow();
    }
}
