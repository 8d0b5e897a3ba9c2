package io.migrate.migrator.plan;

import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.report.HumanReadable;

import org.slf4j.Logger;

import java.util.List;

/// Logs, once in a run, where files and histories differ and the policy or the tool accepts that.
final class ToleranceNotices {
    private final Logger log;
    private boolean isLogged;

    ToleranceNotices(Logger log) {
        this.log = log;
    }

    void log(Plan.Tolerated tolerated) {
        if (isLogged) {
            return;
        }
        isLogged = true;
        if (!tolerated.ignored().isEmpty()) {
            log.info(
                    "applied, without a file, and ignored by MIGRATE_IGNORE_MIGRATION_PATTERNS: {}",
                    HumanReadable.names(tolerated.ignored()));
        }
        if (!tolerated.replaced().isEmpty()) {
            log.info(
                    "applied, without a file, and replaced by a squashed migration: {}",
                    HumanReadable.names(tolerated.replaced()));
        }
        if (!tolerated.changed().isEmpty()) {
            log.warn(
                    "changed after being applied, which MIGRATE_CHANGED_MIGRATIONS=Warn accepts:"
                            + " {}",
                    names(tolerated.changed()));
        }
        if (!tolerated.skipped().isEmpty()) {
            log.warn(
                    "skipped, neither run nor recorded, because an applied migration follows: {}",
                    names(tolerated.skipped()));
        }
    }

    private static String names(List<Migration> migrations) {
        return HumanReadable.names(migrations.stream().map(Migration::name).toList());
    }
}
