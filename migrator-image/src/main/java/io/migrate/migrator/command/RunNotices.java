package io.migrate.migrator.command;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.plan.MissingGrants;
import io.migrate.migrator.report.HumanReadable;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Logs what an operator should know about a run that changes the database.
final class RunNotices {
    private final Logger log;
    private Optional<MissingGrants> grants = Optional.empty();

    RunNotices(Logger log) {
        this.log = log;
    }

    /// Logs a recovery target and warns about superusers, once in a run, before its first change.
    void beforeFirstChange(Session session) throws SQLException {
        if (grants.isPresent()) {
            return;
        }
        session.walPosition()
                .ifPresent(position ->
                        log.atInfo()
                                .addKeyValue("wal", position)
                                .log(
                                        "the WAL position before the first change is {}; it can"
                                                + " serve as a recovery target",
                                        position));
        for (String role : session.superusers()) {
            log.warn(
                    "{} is a superuser, so a migration can change the whole server; the owner of"
                            + " the schema has enough privileges",
                    role);
        }
        grants = Optional.of(MissingGrants.before(session));
    }

    void applied(Migration migration, Duration took) {
        log.atInfo()
                .addKeyValue("migration", migration.name())
                .addKeyValue("millis", took.toMillis())
                .log("applied {} in {}", migration.name(), HumanReadable.time(took));
    }

    /// Warns about roles that cannot use the new objects. If the check fails, the failure is logged
    /// and the run continues.
    void afterLastChange(Session session, Tables tables) {
        try {
            for (String statement : grants.orElseThrow().lacking(session, tables)) {
                log.warn(
                        "a role has privileges in the schema, but not on its new objects; this"
                                + " is a guess, made from what it has on the others: {}",
                        statement);
            }
        } catch (SQLException e) {
            notChecked(e);
        }
    }

    /// Logs that [#afterLastChange] was not possible.
    void notChecked(SQLException e) {
        log.warn("could not check for missing privileges: {}", SqlErrors.primary(e));
    }
}
