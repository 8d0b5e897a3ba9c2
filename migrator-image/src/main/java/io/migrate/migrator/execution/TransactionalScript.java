package io.migrate.migrator.execution;

import io.migrate.migrator.connection.AdvisoryLock;
import io.migrate.migrator.connection.Reply;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SessionConfiguration;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.HistoryRows;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs a migration and its rows in one transaction, in one message if possible: BEGIN, settings,
/// the script, the rows of both histories, a check of the advisory lock, COMMIT.
final class TransactionalScript {
    private static final String SINCE_MESSAGE =
            "(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000)::int";

    private final MigrationSession run;
    private final Session session;
    private final Migration migration;
    private final String sql;
    private final Script script;
    private final HistoryRows.Row row;
    private final long start = System.nanoTime();
    private Message message = new Message();
    private Optional<Segment.Sql> sent = Optional.empty();
    private AdvisoryLock.State lock = AdvisoryLock.State.HELD;

    TransactionalScript(
            MigrationSession run, Migration migration, String sql, HistoryRows.Row row) {
        this.run = run;
        this.session = run.session();
        this.migration = migration;
        this.sql = sql;
        this.script = Script.of(sql);
        this.row = row;
    }

    ApplyResult run() throws SQLException {
        Optional<ApplyResult> failure = start();
        if (failure.isPresent()) {
            return failure.get();
        }
        List<Segment> segments = segments();
        for (int i = 0; i < segments.size() && failure.isEmpty(); i++) {
            failure =
                    switch (segments.get(i)) {
                        case Segment.Sql part -> add(part);
                        case Segment.Copy copy -> copy(copy);
                    };
        }
        if (failure.isEmpty() && isOpenEnded()) {
            failure = send();
        }
        if (failure.isPresent()) {
            return failure.get();
        }
        addEnd(segments.size() == 1 && !message.isEmpty());
        return send().orElseGet(() ->
                lock == AdvisoryLock.State.HELD
                        ? new ApplyResult.Succeeded()
                        : new ApplyResult.LockReleased(migration.name()));
    }

    /// A migration may have changed how strings are read. PostgreSQL reads those of a message
    /// before it runs the reset in that message.
    private Optional<ApplyResult> start() throws SQLException {
        message.add(Message.Part.START, starting());
        return session.hasStandardConformingStrings() ? Optional.empty() : send();
    }

    private List<String> starting() throws SQLException {
        var statements = new ArrayList<String>();
        if (!session.isTransactionPooled()) {
            statements.add("BEGIN");
        }
        statements.addAll(session.configuration().initial(run.context().settings()));
        return statements;
    }

    /// A statement that changes how strings are read affects only the messages after its own.
    private List<Segment> segments() throws SQLException {
        if (!session.hasStandardConformingStrings()) {
            return List.of(Segment.whole(script));
        }
        return script.statements().stream().anyMatch(Statement::changesStrings)
                ? Segment.each(script)
                : Segment.of(script);
    }

    /// Whether what follows could become part of a quote that the script leaves open.
    private boolean isOpenEnded() throws SQLException {
        return script.endsInQuote() || !session.hasStandardConformingStrings();
    }

    private Optional<ApplyResult> add(Segment.Sql part) throws SQLException {
        boolean isLarge = part.end() - part.start() > Segment.MAX_MESSAGE;
        Optional<ApplyResult> failure = isLarge || sent.isPresent() ? send() : Optional.empty();
        if (failure.isPresent()) {
            return failure;
        }
        sent = Optional.of(part);
        String text = part.text(sql);
        if (isLarge) {
            message.add(Message.Part.SCRIPT, text, part.count());
            return send();
        }
        // The line break ends a comment.
        message.add(Message.Part.SCRIPT, text + "\n;\n", part.count());
        return Optional.empty();
    }

    private Optional<ApplyResult> copy(Segment.Copy copy) throws SQLException {
        Optional<ApplyResult> failure = send();
        if (failure.isPresent()) {
            return failure;
        }
        try {
            session.copy(copy.text(sql), sql, copy.data().start(), copy.data().end());
            return Optional.empty();
        } catch (SQLException e) {
            run.rollBack();
            return Optional.of(
                    run.failed(
                            migration,
                            Optional.of(copy.line(sql, e)),
                            Optional.of(copy.text(sql)),
                            e,
                            new Aftermath.RolledBack()));
        }
    }

    private void addEnd(boolean isOneMessage) {
        message.add(
                Message.Part.HISTORIES,
                SessionConfiguration.afterMigration(run.context().settings()));
        String millis =
                isOneMessage && sent.isPresent()
                        ? SINCE_MESSAGE
                        : Long.toString(Duration.ofNanos(System.nanoTime() - start).toMillis());
        message.add(Message.Part.HISTORIES, run.rows().applied(row, migration, millis));
        if (!session.isTransactionPooled()) {
            message.add(Message.Part.LOCK, List.of(AdvisoryLock.require()));
            message.add(Message.Part.COMMIT, List.of("COMMIT"));
        }
    }

    /// Sends what has been added.
    private Optional<ApplyResult> send() throws SQLException {
        if (message.isEmpty()) {
            return Optional.empty();
        }
        Reply reply =
                run.context().cancellation().isRequested()
                        ? Reply.canceled()
                        : session.send(message.text());
        if (reply.error().isPresent()) {
            return Optional.of(failure(reply, reply.error().get()));
        }
        if (message.has(Message.Part.LOCK)) {
            lock = AdvisoryLock.State.of(reply.lastValue());
        }
        message = new Message();
        sent = Optional.empty();
        return Optional.empty();
    }

    private ApplyResult failure(Reply reply, SQLException e) throws SQLException {
        Message.Place place = message.place(reply);
        Aftermath aftermath = aftermath(reply, e);
        run.rollBack();
        return switch (place.part()) {
            case START -> run.failures().around(migration, "configuring the session", e, aftermath);
            case SCRIPT -> run.failed(migration, line(place), statement(place), e, aftermath);
            case HISTORIES -> run.failedToRecord(migration, e, aftermath);
            case LOCK ->
                    SqlErrors.server(e).isPresent() && !SqlErrors.isConnectionLost(e)
                            ? new ApplyResult.Overtaken(migration.name())
                            : run.failures()
                                    .around(migration, "checking the advisory lock", e, aftermath);
            case COMMIT -> run.failures().around(migration, "COMMIT", e, aftermath);
        };
    }

    /// A server that ends a session says so, and rolls back first; without its word the COMMIT of
    /// the message may have been executed.
    private Aftermath aftermath(Reply reply, SQLException e) {
        // A server that ends a session says so, and rolls back first. Without its word, or if all
        // but the COMMIT of the message is done, that may have been executed.
        boolean mayBeCommitted =
                message.has(Message.Part.COMMIT)
                        && (SqlErrors.server(e).isEmpty()
                                || message.place(reply).part() == Message.Part.COMMIT);
        if (mayBeCommitted) {
            return Aftermath.ofCommit(e);
        }
        // Only a COMMIT that the scanner did not recognize can be among the completed statements.
        return reply.committed() > 0
                ? new Aftermath.Outside(
                        Optional.empty(), script.statements().size(), line(message.place(reply)))
                : new Aftermath.RolledBack();
    }

    private Optional<Integer> line(Message.Place place) {
        return unreadable()
                .or(place::offset)
                .flatMap(offset ->
                        sent.map(part ->
                                part.start()
                                        + Math.min(
                                                offset, part.text(sql).stripTrailing().length())))
                .or(() -> failed(place).map(Statement::start))
                .map(offset -> Script.line(sql, offset));
    }

    /// The position of a NUL character, because of which PostgreSQL cannot read the message at all.
    private Optional<Integer> unreadable() {
        return sent.map(part -> part.text(sql).indexOf('\0')).filter(position -> position >= 0);
    }

    private Optional<String> statement(Message.Place place) {
        return failed(place).map(each -> sql.substring(each.start(), each.end()));
    }

    private Optional<Statement> failed(Message.Place place) {
        List<Statement> statements = script.statements();
        return sent.map(part -> part.first() + place.index())
                .filter(index -> index < statements.size())
                .map(statements::get);
    }
}
