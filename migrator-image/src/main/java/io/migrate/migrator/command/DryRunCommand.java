package io.migrate.migrator.command;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.connection.CancelledRun;
import io.migrate.migrator.connection.ConnectResult;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.flyway.ExecutionPlan;
import io.migrate.migrator.flyway.ScriptExecution;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.plan.HistoryFailure;
import io.migrate.migrator.plan.HistoryInspector;
import io.migrate.migrator.plan.MissingGrants;
import io.migrate.migrator.plan.PolicyCheck;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.HumanReadable;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;
import io.migrate.migrator.url.ConnectionTarget;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// `dry-run`: everything that is pending in one transaction, which is rolled back, with what each
/// statement took and which locks it holds on what was there before. Without Flyway, which commits.
final class DryRunCommand {
    private static final String LOCKS =
            """
            SELECT format('%%s: %%s', l.relation::regclass, upper(regexp_replace(
                replace(l.mode, 'Lock', ''), '(?<=[a-z])(?=[A-Z])', ' ', 'g')))
            FROM pg_catalog.pg_locks l
            WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted
                AND l.mode <> 'AccessShareLock' AND l.relation = ANY ('{%s}'::oid[])\
            """;

    private final Source source;
    private final Settings settings;
    private final ConnectionTarget target;
    private final HistoryInspector looker;
    private final Cancellation stop;
    private final Consumer<String> print;
    private final long start = System.nanoTime();

    /// @param print receives what is shown
    DryRunCommand(
            Source source,
            Settings settings,
            ConnectionTarget target,
            HistoryInspector looker,
            Cancellation stop,
            Consumer<String> print) {
        this.source = source;
        this.settings = settings;
        this.target = target;
        this.looker = looker;
        this.stop = stop;
        this.print = print;
    }

    /// What became of one migration.
    private sealed interface Trial {
        /// It ran.
        record Ran() implements Trial {}

        /// It is not for a transaction that is rolled back.
        record Untried(String reason) implements Trial {}

        /// It would fail.
        record Failed(Outcome outcome) implements Trial {}
    }

    Result run(ConnectResult opening) {
        Outcome outcome =
                switch (opening) {
                    case ConnectResult.NotConnected(Outcome why) -> why;
                    case ConnectResult.Connected(Session session) -> {
                        try (session) {
                            yield run(session);
                        } catch (SQLException e) {
                            yield stop.isRequested()
                                    ? CancelledRun.outcome(stop, settings)
                                    : HistoryFailure.outcome(
                                            e,
                                            looker.tables(),
                                            settings.role().orElse(target.user()));
                        }
                    }
                };
        return new Result(outcome, Progress.none());
    }

    private Outcome run(Session session) throws SQLException {
        return switch (looker.look(session).judgement()) {
            case PolicyCheck.Rejected(Outcome outcome) -> outcome;
            case PolicyCheck.Allowed(Plan.Agreed plan) when plan.pending().isEmpty() ->
                    new Outcome.Done("nothing is pending");
            case PolicyCheck.Allowed(Plan.Agreed plan)
                    when settings.consent() == Choices.Consent.NOT_GIVEN ->
                    new Outcome.Failed(
                            ExitCode.INVALID_CONFIGURATION,
                            "dry-run would run %s on %s and roll back: %s."
                                    .formatted(
                                            HumanReadable.count(plan.pending().size()),
                                            target.place(),
                                            PolicyCheck.names(plan.pending())),
                            "Until then it holds their locks, and the application waits for them;"
                                    + " sequences stay where they are then. If that is meant, add"
                                    + " --yes-on-this-database.");
            case PolicyCheck.Allowed(Plan.Agreed plan) -> alone(session, plan);
        };
    }

    private Outcome alone(Session session, Plan.Agreed plan) throws SQLException {
        if (!session.tryLock()) {
            return new Outcome.Failed(
                    ExitCode.TIMED_OUT,
                    "another migrator is at work: %s."
                            .formatted(session.lockHolder().orElse("it has just finished")),
                    "Try again when it has ended.");
        }
        if (!settings.timeouts().run().isZero()) {
            stop.after(settings.timeouts().run());
        }
        String relations = String.join(",", MissingGrants.before(session).before());
        session.connection().setAutoCommit(false);
        try {
            return all(session, plan.pending(), relations);
        } finally {
            session.connection().rollback();
        }
    }

    private Outcome all(Session session, List<Plan.Step> pending, String relations)
            throws SQLException {
        var untried = new ArrayList<String>();
        for (Plan.Step step : pending) {
            Migration migration = step.migration();
            session.run("SAVEPOINT migration");
            switch (trial(session, migration, relations)) {
                case Trial.Ran() -> {}
                case Trial.Untried(String reason) -> {
                    session.run("ROLLBACK TO SAVEPOINT migration");
                    untried.add(migration.name());
                    print.accept("%s cannot be tried: %s".formatted(migration.name(), reason));
                }
                case Trial.Failed(Outcome outcome) -> {
                    return outcome;
                }
            }
        }
        String rest =
                untried.isEmpty()
                        ? ""
                        : "; %d cannot be tried: %s"
                                .formatted(untried.size(), String.join(", ", untried));
        return new Outcome.Done(
                "%d of %d tried and rolled back, %s%s"
                        .formatted(
                                pending.size() - untried.size(),
                                pending.size(),
                                HumanReadable.time(Duration.ofNanos(System.nanoTime() - start)),
                                rest));
    }

    private Trial trial(Session session, Migration migration, String relations)
            throws SQLException {
        ScriptExecution way = ExecutionPlan.of(source, migration, Set.of());
        if (way.transaction() == Transaction.NONE) {
            return new Trial.Untried("it runs outside a transaction");
        }
        if (source.format().toolHistory().isEmpty() && way.sql().contains("${")) {
            return new Trial.Untried("it has placeholders, which Flyway replaces");
        }
        List<Statement> statements = Script.of(way.sql()).statements();
        if (statements.stream().anyMatch(Statement::readsRows)) {
            return new Trial.Untried("it holds the rows of a COPY");
        }
        print.accept(migration.name());
        session.configureAgain(settings);
        var held = new TreeSet<String>(session.column(LOCKS.formatted(relations)));
        for (Statement statement : statements) {
            Optional<Trial> end =
                    statement(
                            session,
                            migration.script(),
                            line(way.sql(), statement),
                            way.sql().substring(statement.start(), statement.end()),
                            statement.words(),
                            () -> news(session, relations, held));
            if (end.isPresent()) {
                return end.get();
            }
        }
        return commit(session, migration.script(), line(way.sql(), way.sql().length()));
    }

    /// What a commit would check; then constraints are deferred again as they were.
    private Trial commit(Session session, String script, int line) throws SQLException {
        session.run("SAVEPOINT checks");
        Optional<Trial> end =
                statement(
                        session, script, line, "SET CONSTRAINTS ALL IMMEDIATE", "COMMIT", List::of);
        session.run("ROLLBACK TO SAVEPOINT checks");
        return end.orElseGet(Trial.Ran::new);
    }

    /// Asked after a statement.
    private interface Locks {
        List<String> taken() throws SQLException;
    }

    private static List<String> news(Session session, String relations, Set<String> held)
            throws SQLException {
        return session.column(LOCKS.formatted(relations)).stream().filter(held::add).toList();
    }

    private Optional<Trial> statement(
            Session session, String script, int line, String sql, String words, Locks locks)
            throws SQLException {
        long before = System.nanoTime();
        try {
            session.run(sql);
        } catch (SQLException e) {
            return Optional.of(failure(script, line, e));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        print.accept(
                "  %s:%d %s, %s%s"
                        .formatted(
                                script,
                                line,
                                words,
                                HumanReadable.time(took),
                                locks.taken().stream()
                                        .map(lock -> ", " + lock)
                                        .reduce("", String::concat)));
        return Optional.empty();
    }

    private Trial failure(String script, int line, SQLException e) throws SQLException {
        String state = SqlErrors.state(e);
        if (SqlErrors.isConnectionLost(e) || stop.isRequested()) {
            throw e;
        }
        if (SqlErrors.isRefusedInTransaction(state)) {
            return new Trial.Untried(
                    "PostgreSQL does not run it in this transaction (SQLSTATE %s)"
                            .formatted(state));
        }
        return new Trial.Failed(
                new Outcome.MigrationFailed(
                        state.equals(SqlErrors.LOCK_NOT_AVAILABLE)
                                ? ExitCode.LOCK_NOT_AVAILABLE
                                : ExitCode.STATEMENT_FAILED,
                        new Outcome.Failure(
                                script,
                                Optional.of(line),
                                Optional.of(state),
                                "%s:%d would fail: %s (SQLSTATE %s)."
                                        .formatted(script, line, SqlErrors.primary(e), state)),
                        "Everything is rolled back; what comes after it was not tried."));
    }

    private static int line(String sql, Statement statement) {
        return line(sql, statement.start());
    }

    private static int line(String sql, int end) {
        return 1 + (int) sql.substring(0, end).chars().filter(c -> c == '\n').count();
    }
}
