package io.migrate.webhook.settings;

import io.migrate.webhook.grammar.Grammars;
import io.migrate.webhook.schema.Schema;

import java.time.Duration;
import java.util.List;

/// The fields of a policy below `run`, and their annotations. {@link Fields} lists them.
public final class RunFields {
    /// The field `run.mode`.
    public static final Field<Mode> MODE =
            Field.of(
                            "run.mode",
                            Types.choice(Mode.class),
                            "apply pending migrations, fail if there are any, or wait until they"
                                    + " are applied")
                    .orElse(Mode.MIGRATE)
                    .annotated("mode");

    static final Field<String> TARGET =
            Field.of(
                            "run.target",
                            Types.text(Grammars.VERSION),
                            "the version to stop at, as the migration tool names it")
                    .notInPolicy()
                    .annotated("target")
                    .env("MIGRATE_TARGET");

    static final Field<List<String>> SEARCH_PATH =
            Field.of(
                            "run.searchPath",
                            Types.list(
                                    Grammars.SQL_NAME,
                                    1,
                                    32,
                                    new Schema.ListType.Atomic(),
                                    "a list of schema names"),
                            "the schemas in which PostgreSQL looks up unqualified names")
                    .annotated("search-path")
                    .env("MIGRATE_SEARCH_PATH");

    /// The field `run.timeout`.
    public static final Field<Duration> TIMEOUT =
            Field.of(
                            "run.timeout",
                            Durations.type(),
                            "the time limit for waiting for another migrator and running the"
                                    + " migrations, together; 0s for no limit")
                    .orElse(Duration.ofMinutes(8))
                    .annotated("timeout")
                    .env("MIGRATE_TIMEOUT");

    /// The field `run.connectTimeout`.
    public static final Field<Duration> CONNECT_TIMEOUT =
            Field.of(
                            "run.connectTimeout",
                            Durations.type(),
                            "how long to wait for the database to accept connections")
                    .orElse(Duration.ofMinutes(2))
                    .annotated("connect-timeout")
                    .env("MIGRATE_CONNECT_TIMEOUT");

    /// The field `run.lockTimeout`.
    public static final Field<Duration> LOCK_TIMEOUT =
            Field.of(
                            "run.lockTimeout",
                            Durations.type(),
                            "how long a statement may wait for a table lock; 0s for no limit")
                    .orElse(Duration.ofSeconds(5))
                    .annotated("lock-timeout")
                    .env("MIGRATE_LOCK_TIMEOUT");

    static final Field<Duration> STATEMENT_TIMEOUT =
            Field.of(
                            "run.statementTimeout",
                            Durations.type(),
                            "how long a statement may run; 0s for no limit")
                    .orElse(Duration.ZERO)
                    .annotated("statement-timeout")
                    .env("MIGRATE_STATEMENT_TIMEOUT");

    static final Field<Choices.OutOfOrder> OUT_OF_ORDER =
            Field.of(
                            "run.outOfOrder",
                            Types.choice(Choices.OutOfOrder.class),
                            "what to do with a pending migration that precedes an applied one:"
                                    + " refuse it, apply it if its file has the mark"
                                    + " \"-- migrate.io: out-of-order\", do what its tool does,"
                                    + " or apply it")
                    .orElse(Choices.OutOfOrder.REFUSE)
                    .env("MIGRATE_OUT_OF_ORDER");

    static final Field<List<String>> IGNORE_MIGRATION_PATTERNS =
            Field.of(
                            "run.ignoreMigrationPatterns",
                            Types.list(
                                    Grammars.MIGRATION_PATTERN,
                                    1,
                                    32,
                                    new Schema.ListType.Atomic(),
                                    "a list of patterns like *:missing"),
                            "Flyway's setting, for all formats: patterns TYPE:STATUS or"
                                    + " TYPE:STATUS:NAME of migrations that are ignored, such as"
                                    + " *:missing for applied ones whose files were removed")
                    .env("MIGRATE_IGNORE_MIGRATION_PATTERNS");

    static final Field<Choices.ChangedMigrations> CHANGED_MIGRATIONS =
            Field.of(
                            "run.changedMigrations",
                            Types.choice(Choices.ChangedMigrations.class),
                            "what to do if a file was changed after it was applied")
                    .orElse(Choices.ChangedMigrations.REFUSE)
                    .env("MIGRATE_CHANGED_MIGRATIONS");

    static final Field<Choices.NewerSchema> NEWER_SCHEMA =
            Field.of(
                            "run.newerSchema",
                            Types.choice(Choices.NewerSchema.class),
                            "what to do if the database has migrations that the source does not"
                                    + " have")
                    .orElse(Choices.NewerSchema.ALLOW)
                    .env("MIGRATE_NEWER_SCHEMA");

    static final Field<Choices.Mixed> MIXED =
            Field.of(
                            "run.mixed",
                            Types.choice(Choices.Mixed.class),
                            "what to do with a pending file that mixes statements that cannot run"
                                + " in a transaction with others, where its tool would apply"
                                + " nothing of it; with Allow, it runs statement by statement, and"
                                + " its changes stay if it fails")
                    .orElse(Choices.Mixed.REFUSE)
                    .env("MIGRATE_MIXED");

    static final Field<Choices.Pooler> POOLER =
            Field.of(
                            "run.pooler",
                            Types.choice(Choices.Pooler.class),
                            "what to do if the connection goes through a pooler in transaction"
                                    + " mode")
                    .orElse(Choices.Pooler.REFUSE)
                    .env("MIGRATE_POOLER");

    static final Field<Choices.EmptySource> EMPTY_SOURCE =
            Field.of(
                            "run.emptySource",
                            Types.choice(Choices.EmptySource.class),
                            "what to do if the source contains no migrations")
                    .orElse(Choices.EmptySource.REFUSE)
                    .env("MIGRATE_EMPTY_SOURCE");

    private RunFields() {}
}
