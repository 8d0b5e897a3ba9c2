package io.migrate.migrator.settings;

/// The values of settings that have a fixed list of them.
public interface Choices {
    /// Whether `repair` and `dry-run` may change anything: `--yes`, `--yes-on-this-database`.
    enum Consent {
        NOT_GIVEN,
        GIVEN
    }

    /// What `repair` does with migrations that failed or were interrupted.
    enum FailedMigrations {
        /// Removes their failed rows, so that they run again.
        RUN_AGAIN,
        /// Records them as applied, because they were completed by hand: `--completed`.
        COMPLETED
    }

    /// Whether the folder with the migrations is a copy of one in an image.
    enum DirCopied {
        FALSE,
        TRUE
    }

    /// How the tool's history is kept up to date.
    enum ToolHistorySync {
        MAINTAIN,
        ADOPT_ONLY,
        IGNORE
    }

    /// What happens if a pending migration belongs before an applied one.
    enum OutOfOrder {
        /// The run ends.
        REFUSE,
        /// It is applied if its file has the mark `-- migrate.io: out-of-order`.
        APPLY_MARKED,
        /// What its tool does: apply it, refuse it, or skip it. One with the mark is applied.
        AS_TOOL,
        /// It is applied.
        APPLY
    }

    /// What happens if a file was changed after it was applied.
    enum ChangedMigrations {
        REFUSE,
        WARN
    }

    /// What happens if the database has migrations that the folder does not have.
    enum NewerSchema {
        ALLOW,
        WARN,
        BLOCK
    }

    /// What happens to a file that mixes statements that cannot run in a transaction with others,
    /// where its tool would apply nothing of it. Flyway's option of that name.
    enum Mixed {
        REFUSE,
        ALLOW
    }

    /// What happens if a pooler in transaction mode is between the migrator and the database.
    enum Pooler {
        REFUSE,
        ALLOW
    }

    /// What happens if the folder has no migrations.
    enum EmptySource {
        REFUSE,
        ALLOW
    }

    /// The format of the log.
    enum LogFormat {
        JSON,
        TEXT
    }

    /// Whether statement text and PostgreSQL's DETAIL are logged.
    enum LogDetail {
        FALSE,
        TRUE
    }
}
