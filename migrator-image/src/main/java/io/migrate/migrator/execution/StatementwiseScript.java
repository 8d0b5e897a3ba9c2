package io.migrate.migrator.execution;

import io.migrate.migrator.connection.AdvisoryLock;
import io.migrate.migrator.connection.Reply;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SessionConfiguration;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.HistoryRows;
import io.migrate.migrator.plan.InterruptedMigrations;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs a migration outside a transaction, one statement after another. Its rows are written before
/// its first statement and completed after its last one, so that a run that dies in between leaves
/// a trace. A single statement that is safe to run again needs none.
final class StatementwiseScript {
    private final MigrationSession run;
    private final Session session;
    private final Migration migration;
    private final String sql;
    private final HistoryRows.Row row;
    private final ConcurrentIndexes indexes;
    private final Script script;
    private final List<Statement> statements;
    private final long start = System.nanoTime();
    private int open;
    private final AtomicInteger committed = new AtomicInteger();
    private volatile int current;

    StatementwiseScript(
            MigrationSession run, Migration migration, String sql, HistoryRows.Row row) {
        this.run = run;
        this.session = run.session();
        this.migration = migration;
        this.sql = sql;
        this.row = row;
        this.indexes = new ConcurrentIndexes(session, run.context().log());
        this.script = Script.of(sql);
        this.statements = script.statements();
    }

    ApplyResult run() throws SQLException {
        try (var _ = FailedMigration.during(run.context(), migration, this::progress)) {
            return runAndRecord();
        }
    }

    private ApplyResult runAndRecord() throws SQLException {
        session.configuration().reset(run.context().settings());
        // A lock timeout would leave an invalid index.
        session.setLockTimeout(Duration.ZERO);
        Optional<ApplyResult> failure = indexes.prepare(migration).map(ApplyResult.Failed::new);
        if (failure.isEmpty() && !isSafeToRunAgain()) {
            failure = begin();
        }
        if (failure.isEmpty()) {
            failure = runStatements();
        }
        if (failure.isEmpty()) {
            failure = indexes.check(migration).map(ApplyResult.Failed::new);
        }
        return failure.isPresent() ? failure.get() : complete();
    }

    private boolean isSafeToRunAgain() {
        return InterruptedMigrations.isSafeToRunAgain(migration);
    }

    private Optional<ApplyResult> begin() throws SQLException {
        var message = new Message();
        message.add(Message.Part.START, List.of("BEGIN READ WRITE"));
        message.add(
                Message.Part.START, SessionConfiguration.afterMigration(run.context().settings()));
        message.add(Message.Part.LOCK, List.of(AdvisoryLock.require()));
        message.add(Message.Part.HISTORIES, run.rows().begun(row, migration));
        message.add(Message.Part.COMMIT, List.of("COMMIT"));
        Reply reply = session.send(message.text());
        if (reply.error().isEmpty()) {
            return Optional.empty();
        }
        SQLException e = reply.error().get();
        run.rollBack();
        boolean isLockLost =
                message.place(reply).part() == Message.Part.LOCK && !SqlErrors.isConnectionLost(e);
        return Optional.of(
                isLockLost
                        ? new ApplyResult.Overtaken(migration.name())
                        : run.failedToRecord(migration, e, new Aftermath.RolledBack()));
    }

    private Optional<ApplyResult> runStatements() throws SQLException {
        for (Segment segment : Segment.each(script)) {
            current = segment.first();
            Reply reply = run(segment);
            if (reply.error().isPresent()) {
                return Optional.of(failure(segment, reply.error().get()));
            }
            count(statements.get(segment.first()), reply);
        }
        current = statements.size();
        return Optional.empty();
    }

    private Reply run(Segment segment) throws SQLException {
        if (run.context().cancellation().isRequested()) {
            return Reply.canceled();
        }
        return switch (segment) {
            case Segment.Sql part -> session.send(part.text(sql));
            case Segment.Copy copy -> {
                try {
                    session.copy(copy.text(sql), sql, copy.data().start(), copy.data().end());
                    yield new Reply(1, 0, Optional.empty(), Optional.empty());
                } catch (SQLException e) {
                    yield new Reply(0, 0, Optional.empty(), Optional.of(e));
                }
            }
        };
    }

    /// Counts what is committed; statements that begin and end transactions do not count.
    private void count(Statement statement, Reply reply) throws SQLException {
        boolean isControl = statement.control() != Statement.Control.NONE;
        open += isControl ? 0 : 1;
        if (isControl && statement.rollsBack()) {
            open = 0;
        } else if (reply.committed() > 0 || !session.isInTransaction()) {
            committed.addAndGet(open);
            open = 0;
        }
    }

    private ApplyResult failure(Segment segment, SQLException e) throws SQLException {
        int line =
                switch (segment) {
                    case Segment.Sql part -> line(part.first());
                    case Segment.Copy copy -> copy.line(sql, e);
                };
        if (!SqlErrors.isConnectionLost(e)) {
            run.rollBack();
            if (isSafeToRunAgain()) {
                recordFailure();
            }
        }
        return run.failed(
                migration, Optional.of(line), Optional.of(segment.text(sql)), e, progress());
    }

    private int line(int statement) {
        return Script.line(sql, statements.get(statement).start());
    }

    private Aftermath progress() {
        int at = current;
        return new Aftermath.Outside(
                Optional.of(committed.get()),
                (int)
                        statements.stream()
                                .filter(each -> each.control() == Statement.Control.NONE)
                                .count(),
                at < statements.size() ? Optional.of(line(at)) : Optional.empty());
    }

    /// Records a failed statement that is safe to run again, for `info`; the next start removes the
    /// row and runs it again.
    private void recordFailure() throws SQLException {
        var recording = new ArrayList<>(List.of("BEGIN READ WRITE"));
        recording.addAll(SessionConfiguration.afterMigration(run.context().settings()));
        recording.add(run.rows().failed(row));
        recording.add("COMMIT");
        session.send(String.join("; ", recording));
        run.rollBack();
    }

    private ApplyResult complete() throws SQLException {
        var message = new Message();
        if (!session.isInTransaction()) {
            message.add(Message.Part.START, List.of("BEGIN READ WRITE"));
        }
        message.add(
                Message.Part.START, SessionConfiguration.afterMigration(run.context().settings()));
        String millis = Long.toString(Duration.ofNanos(System.nanoTime() - start).toMillis());
        message.add(
                Message.Part.HISTORIES,
                isSafeToRunAgain()
                        ? run.rows().applied(row, migration, millis)
                        : run.rows().completed(row, migration, millis));
        message.add(Message.Part.LOCK, List.of(AdvisoryLock.report()));
        message.add(Message.Part.COMMIT, List.of("COMMIT"));
        Reply reply = session.send(message.text());
        if (reply.error().isPresent()) {
            run.rollBack();
            return run.failedToRecord(migration, reply.error().get(), progress());
        }
        return AdvisoryLock.State.of(reply.lastValue()) == AdvisoryLock.State.HELD
                ? new ApplyResult.Succeeded()
                : new ApplyResult.LockReleased(migration.name());
    }
}
