package io.migrate.webhook.settings;

/// The values of settings that only a policy can set and that the migrator acts on.
final class Choices {
    private Choices() {}

    enum ToolHistorySync {
        MAINTAIN,
        ADOPT_ONLY,
        IGNORE
    }

    enum OutOfOrder {
        REFUSE,
        APPLY_MARKED,
        AS_TOOL,
        APPLY
    }

    enum ChangedMigrations {
        REFUSE,
        WARN
    }

    enum NewerSchema {
        ALLOW,
        WARN,
        BLOCK
    }

    enum Mixed {
        REFUSE,
        ALLOW
    }

    enum Pooler {
        REFUSE,
        ALLOW
    }

    enum EmptySource {
        REFUSE,
        ALLOW
    }
}
