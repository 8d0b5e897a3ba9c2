package io.migrate.webhook.settings;

/// The tool whose migrations and history these are.
public enum Format {
    AUTO,
    FLYWAY,
    DRIZZLE,
    PRISMA,
    GOLANG_MIGRATE,
    DBMATE,
    GOOSE
}
