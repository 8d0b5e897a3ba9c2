package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.Blockers;
import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.plan.InterruptedMigrations;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;
import io.migrate.migrator.sql.UnsupportedSql;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.slf4j.Logger;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/// Reads what Flyway throws. Its messages hold statement text and DETAIL, so they are never passed
/// on; what is told is taken from PostgreSQL's own error, field by field.
final class FlywayFailure {
    /// A syntax error, a type that does not exist.
    private static final Set<String> NOT_UNDERSTOOD = Set.of("42601", "42704");

    private final Source source;
    private final Settings settings;
    private final Cancellation stop;
    private final Blockers blockers;
    private final Logger log;

    FlywayFailure(
            Source source, Settings settings, Cancellation stop, Blockers blockers, Logger log) {
        this.blockers = blockers;
        this.source = source;
        this.settings = settings;
        this.stop = stop;
        this.log = log;
    }

    ApplyResult read(FlywayException e) {
        if (settings.output().logDetail() == Choices.LogDetail.TRUE) {
            log.error(detail(e));
        }
        if (stop.isRequested()) {
            return new ApplyResult.Broken(
                    isInTransaction(e)
                            ? CancelledRun.outcome(stop, settings)
                            : CancelledRun.outsideTransaction(
                                    stop, settings, script(e), byHand(script(e))));
        }
        if (e instanceof FlywayValidateException) {
            return new ApplyResult.Broken(
                    new Outcome.Failed(
                            ExitCode.HISTORY_MISMATCH,
                            "Flyway's own validation fails: " + firstProblem(e),
                            "Restore the files as they were when they were applied."));
        }
        Optional<SQLException> sql = SqlErrors.telling(e);
        if (sql.filter(SqlErrors::isConnectionLost).isPresent()) {
            return new ApplyResult.Broken(
                    new Outcome.Failed(
                            ExitCode.UNREACHABLE,
                            "the connection was lost while migrating: %s."
                                    .formatted(SqlErrors.primary(sql.get())),
                            "The transaction is undone; the next start goes on from there."));
        }
        return migration(e, sql);
    }

    private ApplyResult migration(FlywayException e, Optional<SQLException> sql) {
        String state = sql.map(SqlErrors::state).orElse("");
        String script = script(e);
        Optional<Integer> line =
                SqlErrors.cause(e, FlywaySqlScriptException.class)
                        .map(FlywaySqlScriptException::getLineNumber);
        String place = script + line.map(number -> ":" + number).orElse("");
        String reason = sql.map(SqlErrors::primary).orElseGet(() -> parserReason(e));
        var failure =
                new Outcome.Failure(
                        script,
                        line,
                        Optional.of(state).filter(code -> !code.isEmpty()),
                        "%s failed: %s%s."
                                .formatted(
                                        place,
                                        reason,
                                        state.isEmpty() ? "" : " (SQLSTATE " + state + ")"));
        if (!isInTransaction(e)) {
            return new ApplyResult.Broken(
                    new Outcome.MigrationFailed(
                            ExitCode.STATEMENT_FAILED,
                            failure,
                            "It ran outside a transaction. " + byHand(script)));
        }
        var failed =
                new Outcome.MigrationFailed(
                        ExitCode.STATEMENT_FAILED,
                        failure,
                        "Its transaction is undone; correct the file and deploy again."
                                + elsewhere(state, script));
        if (SqlErrors.isRefusedInTransaction(state)) {
            return new ApplyResult.Refused(script, failed);
        }
        return switch (state) {
            case SqlErrors.LOCK_NOT_AVAILABLE ->
                    new ApplyResult.Contended(
                            new Outcome.MigrationFailed(
                                    ExitCode.LOCK_NOT_AVAILABLE,
                                    failure,
                                    blockers.last().orElse("Another session holds the table")
                                            + "; end that session, or raise"
                                            + " MIGRATE_LOCK_TIMEOUT."));
            case SqlErrors.DEADLOCK ->
                    new ApplyResult.Contended(
                            new Outcome.MigrationFailed(
                                    ExitCode.STATEMENT_FAILED, failure, "Try again."));
            default -> new ApplyResult.Broken(failed);
        };
    }

    /// What is to be done about what it left.
    private String byHand(String script) {
        return migration(script).filter(InterruptedMigrations::isSafeAgain).isPresent()
                ? "It is tried again at the next start, and an index that is left invalid is"
                        + " dropped before."
                : "Undo by hand what it left (such as an invalid index), then run repair, which"
                        + " deletes its row, the one with success = false, from the history.";
    }

    private Optional<Migration> migration(String script) {
        return source.migrations().stream()
                .filter(each -> each.script().equals(script))
                .findFirst();
    }

    /// Of a file that was written for another database.
    private String elsewhere(String state, String script) {
        return NOT_UNDERSTOOD.contains(state)
                ? migration(script)
                        .flatMap(each -> UnsupportedSql.of(each.text()))
                        .map(dialect ->
                                " It is written for %s (%s): what migrates another database does not run on PostgreSQL."
                                        .formatted(dialect.database(), dialect.keyword()))
                        .orElse("")
                : "";
    }

    private String script(FlywayException e) {
        return SqlErrors.cause(e, FlywayMigrateException.class)
                .map(failed -> failed.getMigration().getScript())
                .or(() -> unparsed(e))
                .or(() -> isMixed(e) ? mixed() : Optional.empty())
                .orElse("a migration");
    }

    /// Flyway's parser names the file only in its sentence, beside what it stumbles over.
    private Optional<String> unparsed(FlywayException e) {
        String sentence = "Unable to parse statement in ";
        return source.migrations().stream()
                .map(Migration::script)
                .filter(each ->
                        String.valueOf(e.getMessage()).startsWith(sentence + each + " at line"))
                .findFirst();
    }

    private static boolean isMixed(FlywayException e) {
        return String.valueOf(e.getMessage()).contains("transactional and non-transactional");
    }

    /// Of a file that mixes statements Flyway says nothing but the line.
    private Optional<String> mixed() {
        return source.migrations().stream()
                .filter(each -> {
                    var statements = Script.of(each.text()).statements();
                    return statements.stream().anyMatch(Statement::refusesTransaction)
                            && !statements.stream().allMatch(Statement::refusesTransaction);
                })
                .map(Migration::script)
                .findFirst();
    }

    private static boolean isInTransaction(FlywayException e) {
        return SqlErrors.cause(e, FlywayMigrateException.class)
                .map(FlywayMigrateException::isExecutableInTransaction)
                .orElse(true);
    }

    /// Flyway's parser quotes the statement that it stumbles over.
    private static String parserReason(FlywayException e) {
        if (isMixed(e)) {
            return "it mixes statements that cannot run in a transaction with others that should;"
                    + " give CONCURRENTLY, VACUUM and the like a file of their own";
        }
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (String.valueOf(t.getMessage()).startsWith("No value provided for placeholder")) {
                return "it holds a placeholder ${…} that nobody gives a value; write it out, or set"
                        + " placeholderReplacement=false in the file's .conf";
            }
        }
        return "it cannot be read as SQL; MIGRATE_LOG_DETAIL=true shows where";
    }

    private static String firstProblem(FlywayException e) {
        return e.getMessage().lines().skip(1).findFirst().orElse("no reason given");
    }

    /// Only for the log, and only where it was asked for.
    private static String detail(FlywayException e) {
        String statement =
                SqlErrors.cause(e, FlywaySqlScriptException.class)
                        .map(FlywaySqlScriptException::getStatement)
                        .orElseGet(() -> String.valueOf(e.getMessage()));
        return SqlErrors.telling(e)
                .flatMap(SqlErrors::server)
                .flatMap(server -> Optional.ofNullable(server.getDetail()))
                .map(detail -> "detail: " + detail + "; statement: " + statement)
                .orElse("statement: " + statement);
    }
}
