package io.migrate.webhook.settings;

/// The tool that the migrations are written for; with `AUTO`, the migrator detects it. The migrator
/// has the same list.
public enum Format {
    AUTO,
    FLYWAY,
    DRIZZLE,
    PRISMA,
    GOLANG_MIGRATE,
    DBMATE,
    GOOSE
}
