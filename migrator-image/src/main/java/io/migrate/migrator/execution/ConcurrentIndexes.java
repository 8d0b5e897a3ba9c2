package io.migrate.migrator.execution;

import io.migrate.migrator.connection.Session;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.Tables;
import io.migrate.migrator.plan.InterruptedMigrations;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.sql.ConcurrentIndex;

import org.slf4j.Logger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Handles the indexes that a migration builds CONCURRENTLY. An index that an unfinished build left
/// invalid makes the next build fail or, with `IF NOT EXISTS`, makes PostgreSQL skip it. The same
/// applies to an index built by a run that ended before the migration was recorded.
public final class ConcurrentIndexes {
    private static final String PROBE = "pg_temp.migrate_probe";

    private final Session session;
    private final Logger log;

    /// @param session the one that builds them
    public ConcurrentIndexes(Session session, Logger log) {
        this.session = session;
        this.log = log;
    }

    /// Prepares for a migration: waits for builds that are still running, then drops invalid
    /// indexes that have the same names and tables as the indexes of the migration.
    ///
    /// @return the outcome of the run if an index of the same name exists with another definition
    public Optional<Outcome> prepare(Migration migration) throws SQLException {
        for (ConcurrentIndex index : ConcurrentIndex.in(migration.sql())) {
            dropInvalid(index);
            for (String name : named(index, "i.indisvalid")) {
                if (index.existing() == ConcurrentIndex.Existing.FAIL
                        && InterruptedMigrations.isSafeToRunAgain(migration)) {
                    if (!isTheSame(index, name)) {
                        return Optional.of(exists(migration, name));
                    }
                    log.warn(
                            "index {} already exists with the definition in {}: an earlier run"
                                    + " ended before it recorded the migration",
                            name,
                            migration.name());
                }
            }
        }
        return Optional.empty();
    }

    private void dropInvalid(ConcurrentIndex index) throws SQLException {
        if (named(index, "NOT i.indisvalid").isEmpty()) {
            return;
        }
        // A build holds this lock until it ends.
        session.execute(
                "BEGIN; LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE; COMMIT"
                        .formatted(index.table()));
        for (String name : named(index, "NOT i.indisvalid")) {
            session.execute("DROP INDEX CONCURRENTLY " + name);
            log.warn(
                    "dropped index {}, which an unfinished build left invalid; building it again",
                    name);
        }
    }

    /// Checks the indexes of a migration that has run.
    ///
    /// @return the outcome of the run if one of them is invalid
    public Optional<Outcome> check(Migration migration) throws SQLException {
        var invalid = new ArrayList<String>();
        for (ConcurrentIndex index : ConcurrentIndex.in(migration.sql())) {
            invalid.addAll(named(index, "NOT i.indisvalid"));
        }
        return invalid.isEmpty() ? Optional.empty() : Optional.of(invalid(migration, invalid));
    }

    private static Outcome exists(Migration migration, String index) {
        return failed(
                migration,
                "index %s already exists with another definition".formatted(index),
                "Nothing was run. Rename or drop one of the two indexes and deploy again.");
    }

    private static Outcome invalid(Migration migration, List<String> indexes) {
        return failed(
                migration,
                "the build finished, but left %s invalid".formatted(String.join(", ", indexes)),
                InterruptedMigrations.isSafeToRunAgain(migration)
                        ? "The migration was not recorded; the next start drops the index and"
                                + " builds it again."
                        : FailureAdvice.WAYS_OUT);
    }

    private static Outcome failed(Migration migration, String reason, String advice) {
        return new Outcome.MigrationFailed(
                ExitCode.STATEMENT_FAILED,
                new Outcome.Failure(
                        migration.script(),
                        Optional.empty(),
                        Optional.empty(),
                        "%s failed: %s.".formatted(migration.script(), reason)),
                advice);
    }

    private List<String> named(ConcurrentIndex index, String condition) throws SQLException {
        return session.column(
                """
                SELECT format('%%I.%%I', n.nspname, c.relname) FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE i.indrelid = to_regclass(%s) AND c.relname = %s AND %s\
                """
                        .formatted(
                                Tables.literal(index.table()),
                                Tables.literal(index.name()),
                                condition));
    }

    /// Compares the definitions as PostgreSQL prints them: that of the existing index, and that of
    /// the same index on an empty temporary table with the same columns.
    private boolean isTheSame(ConcurrentIndex index, String name) throws SQLException {
        String definition =
                "SELECT indisunique || substring(pg_get_indexdef(indexrelid) FROM ' USING .*')"
                        + " FROM pg_catalog.pg_index WHERE ";
        List<String> existing =
                session.column(
                        definition + "indexrelid = %s::regclass".formatted(Tables.literal(name)));
        try {
            session.execute(
                    "BEGIN; CREATE TEMPORARY TABLE migrate_probe (LIKE %s) ON COMMIT DROP; %s"
                            .formatted(index.table(), index.on(PROBE)));
            return session.column(definition + "indrelid = '%s'::regclass".formatted(PROBE))
                    .equals(existing);
        } catch (SQLException _) {
            // An index that cannot be compared counts as different.
            return false;
        } finally {
            session.execute("ROLLBACK");
        }
    }
}
