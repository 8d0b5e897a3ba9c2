package io.migrate.migrator.connection;

import io.migrate.migrator.histories.HistoryReader;
import io.migrate.migrator.histories.HistorySnapshot;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.protocol.Backend;
import io.migrate.migrator.protocol.Unanswered;
import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.url.ConnectionTarget;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the histories of a server without the driver, which takes most of the time of a short run.
/// Whatever is not as it usually is stays unanswered: a standby, a pooler, a version that is not
/// supported. Each question is a transaction of its own that is rolled back, so that nothing
/// remains in a session that a pooler gives to others.
public final class Inquiry implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /// The part of connect-timeout that an inquiry may take: what is left unanswered is asked
    /// again.
    private static final int PART_OF_CONNECT_TIMEOUT = 4;

    private final Backend backend;
    private final Settings settings;
    private final CurrentSchema currentSchema;

    private Inquiry(Backend backend, Settings settings, CurrentSchema currentSchema) {
        this.backend = backend;
        this.settings = settings;
        this.currentSchema = currentSchema;
    }

    /// Connects, and asks the server what a run asks first.
    ///
    /// @return empty if that is not certain, or if a run would not accept the server
    public static Optional<Inquiry> open(ConnectionTarget target, Settings settings) {
        if (target.pooler().isPresent()) {
            return Optional.empty();
        }
        try {
            return accepted(
                    Backend.open(target, Dialer.applicationName(target, settings), limit(settings)),
                    settings);
        } catch (Unanswered _) {
            return Optional.empty();
        }
    }

    private static Optional<Inquiry> accepted(Backend backend, Settings settings)
            throws Unanswered {
        boolean isAccepted = false;
        try {
            List<Optional<String>> row =
                    row(backend, settings, Server.QUERY + ", " + CurrentSchema.COLUMNS);
            Server server = Server.of(row);
            isAccepted =
                    !server.isStandby()
                            && server.isSupported()
                            && server.backend() == backend.processId();
            return isAccepted
                    ? Optional.of(
                            new Inquiry(
                                    backend,
                                    settings,
                                    CurrentSchema.of(
                                            settings, row.get(4), row.get(5).orElseThrow())))
                    : Optional.empty();
        } finally {
            if (!isAccepted) {
                backend.close();
            }
        }
    }

    private static Duration limit(Settings settings) {
        // Not Duration.dividedBy, which calculates with BigDecimal and loads a hundred classes.
        long part = settings.timeouts().connect().toMillis() / PART_OF_CONNECT_TIMEOUT;
        return Duration.ofMillis(Math.min(part, LIMIT.toMillis()));
    }

    /// The current schema of a session with these settings.
    public CurrentSchema currentSchema() {
        return currentSchema;
    }

    /// Reads both histories.
    ///
    /// @return empty if the server does not answer as it usually does
    public Optional<HistorySnapshot> readHistories(Tables tables) {
        try {
            return Optional.of(
                    HistoryReader.read(row(backend, settings, HistoryReader.query(tables))));
        } catch (Unanswered _) {
            return Optional.empty();
        }
    }

    /// The only row of a query.
    private static List<Optional<String>> row(Backend backend, Settings settings, String query)
            throws Unanswered {
        var statements = new ArrayList<String>();
        statements.add("BEGIN READ ONLY");
        statements.addAll(SessionSettings.ofTransaction(settings));
        statements.add(query);
        statements.add("ROLLBACK");
        return backend.query(String.join("; ", statements)).getFirst();
    }

    @Override
    public void close() {
        backend.close();
    }
}
