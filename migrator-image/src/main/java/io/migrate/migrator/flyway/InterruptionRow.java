package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.AdvisoryLock;
import io.migrate.migrator.connection.Reply;
import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.HistoryRows;
import io.migrate.migrator.plan.InterruptedMigrations;

import org.flywaydb.core.api.MigrationInfo;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The row (`success = false`) of a migration that Flyway runs outside a transaction, written
/// before it runs: if the run dies, the next one finds it. Flyway writes its own row at the end,
/// which takes the place and the rank of this one in one transaction.
final class InterruptionRow {
    private final Session session;
    private final HistoryRows rows;
    private Optional<HistoryRows.Row> row = Optional.empty();
    private boolean isReplaced;

    InterruptionRow(Session session, HistoryRows rows) {
        this.session = session;
        this.rows = rows;
    }

    /// Writes the row, unless the migration is safe to run again.
    void write(Migration migration, MigrationInfo info) throws SQLException {
        if (InterruptedMigrations.isSafeToRunAgain(migration)) {
            return;
        }
        HistoryRows.Row written = row(info);
        send(List.of("BEGIN READ WRITE", AdvisoryLock.require(), rows.failed(written), "COMMIT"));
        row = Optional.of(written);
    }

    private HistoryRows.Row row(MigrationInfo info) throws SQLException {
        return new HistoryRows.Row(
                Integer.parseInt(session.column(rows.nextRank()).getFirst()),
                Optional.ofNullable(info.getVersion()).map(version -> version.getVersion()),
                info.getDescription(),
                info.getType().name(),
                info.getScript(),
                Optional.ofNullable(info.getChecksum()));
    }

    /// Deletes the row in a transaction that stays open, in which Flyway writes its own.
    void replace() throws SQLException {
        if (row.isPresent()) {
            send(List.of("BEGIN READ WRITE", rows.forgotten(row.get())));
            isReplaced = true;
        }
    }

    /// Commits that transaction, if Flyway has written its row. If it has not, because a callback
    /// of the folder failed in between, the first row stays.
    ///
    /// @throws SQLException if that could not be found out, for example because the statement was
    ///   canceled: then the first row stays too
    void commit() throws SQLException {
        Optional<HistoryRows.Row> replaced = row.filter(_ -> isReplaced);
        row = Optional.empty();
        isReplaced = false;
        if (replaced.isPresent()) {
            Reply written = send(List.of(rows.exists(replaced.get())));
            send(List.of(written.lastValue().isPresent() ? "COMMIT" : "ROLLBACK"));
        }
    }

    private Reply send(List<String> statements) throws SQLException {
        Reply reply = session.send(String.join(";\n", statements));
        if (reply.error().isPresent()) {
            session.rollBackOpenTransaction();
            throw reply.error().get();
        }
        return reply;
    }
}
