package io.migrate.webhook.settings;

/// The closed sets that only a policy can choose from; the migrator acts on them.
final class Choices {
    private Choices() {}

    enum ToolHistorySync {
        MAINTAIN,
        ADOPT_ONLY,
        IGNORE
    }

    enum OutOfOrder {
        REFUSE,
        APPLY
    }

    enum NewerSchema {
        ALLOW,
        WARN,
        BLOCK
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
