package io.migrate.migrator.execution;

import static java.util.stream.Collectors.joining;

import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.plan.InterruptedMigrations;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.UnsupportedSql;

import java.util.Optional;
import java.util.Set;

/// What to do about a migration that failed, and about what it left behind.
///
/// @param role that ran it
/// @param server its version; empty if it is not known
record FailureAdvice(String role, String server) {
    /// About a migration of which a part may be applied.
    static final String WAYS_OUT =
            "The next start ends with exit code 13. To run it again, undo what it committed, then"
                    + " run repair; if you complete it by hand, run repair --completed.";

    /// SQLSTATEs of a syntax error and of a type that does not exist.
    private static final Set<String> OTHER_DIALECT = Set.of("42601", "42704");

    /// What the next start does, and what to do about what the migration left behind.
    static String cleanUp(FailedMigration.Failure failure) {
        return switch (failure.aftermath()) {
            case Aftermath.RolledBack() -> "The next start runs it again.";
            case Aftermath.InDoubt() -> "The next start sees which, and continues from there.";
            case Aftermath.Outside _ ->
                    failure.migration().filter(InterruptedMigrations::isSafeToRunAgain).isPresent()
                            ? "The next start drops any index that it left invalid, and then runs"
                                    + " it again."
                            : WAYS_OUT;
        };
    }

    /// What to do about a statement that PostgreSQL rejected.
    String remedy(String state, FailedMigration.Failure failure) {
        if (state.equals(SqlErrors.INSUFFICIENT_PRIVILEGE)) {
            return "The role %s lacks a privilege: as the owner, grant it, or set MIGRATE_ROLE to the role that owns the objects, and deploy again."
                    .formatted(role);
        }
        return newer(failure)
                .map(feature -> feature.advice(server))
                .orElseGet(() ->
                        "Fix the file and deploy again."
                                + otherDialect(state, failure.migration()));
    }

    private Optional<NewerFeature> newer(FailedMigration.Failure failure) {
        return failure.sql()
                .filter(_ -> !server.isEmpty())
                .flatMap(e -> NewerFeature.of(e, statement(failure), server));
    }

    /// The statements in the line of the error: PostgreSQL finds a syntax error before it runs the
    /// first statement.
    private static String statement(FailedMigration.Failure failure) {
        if (failure.migration().isEmpty() || failure.line().isEmpty()) {
            return failure.statement().orElse("");
        }
        String sql = failure.migration().get().sql();
        int line = failure.line().get();
        return Script.of(sql).statements().stream()
                .filter(each ->
                        Script.line(sql, each.start()) <= line
                                && line <= Script.line(sql, each.end()))
                .map(each -> sql.substring(each.start(), each.end()))
                .collect(joining("\n"));
    }

    private static String otherDialect(String state, Optional<Migration> migration) {
        return migration
                .filter(_ -> OTHER_DIALECT.contains(state))
                .flatMap(each -> UnsupportedSql.of(each.text()))
                .map(unsupported -> " " + unsupported.advice())
                .orElse("");
    }
}
