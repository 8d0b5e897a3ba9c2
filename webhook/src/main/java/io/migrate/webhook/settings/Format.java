package io.migrate.webhook.settings;

/// The tool that wrote the migrations and has their history; with `AUTO` the migrator detects it.
/// The migrator lists the same tools.
public enum Format {
    AUTO,
    FLYWAY,
    DRIZZLE,
    PRISMA,
    GOLANG_MIGRATE,
    DBMATE,
    GOOSE
}
