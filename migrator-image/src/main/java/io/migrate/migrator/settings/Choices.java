package io.migrate.migrator.settings;

/// The values of the settings that are chosen from a list.
public interface Choices {
    /// Whether `repair` and `dry-run` may do what they show.
    enum Consent {
        ASKED_FOR,
        GIVEN
    }

    /// Who wrote the folder.
    enum FormatName {
        AUTO,
        FLYWAY,
        DRIZZLE,
        PRISMA,
        GOLANG_MIGRATE,
        DBMATE,
        GOOSE
    }

    /// What becomes of the tool's own history table.
    enum ToolHistorySync {
        MAINTAIN,
        ADOPT_ONLY,
        IGNORE
    }

    /// A migration that belongs before an applied one.
    enum OutOfOrder {
        REFUSE,
        APPLY
    }

    /// A database that is ahead of the folder.
    enum NewerSchema {
        ALLOW,
        WARN,
        BLOCK
    }

    /// A pooler in transaction mode.
    enum Pooler {
        REFUSE,
        ALLOW
    }

    /// A folder without migrations.
    enum EmptySource {
        REFUSE,
        ALLOW
    }

    /// For machines or for people.
    enum LogFormat {
        JSON,
        TEXT
    }

    /// Whether statement text and DETAIL are logged.
    enum LogDetail {
        FALSE,
        TRUE
    }
}
