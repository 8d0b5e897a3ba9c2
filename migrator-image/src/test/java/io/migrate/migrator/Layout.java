package io.migrate.migrator;

import java.io.IOException;
import java.util.Optional;

/// Every layout of a migration folder, Flyway's included.
enum Layout {
    FLYWAY(Optional.empty()),
    DRIZZLE(Optional.of(History.DRIZZLE)),
    DRIZZLE_1(Optional.of(History.DRIZZLE_1)),
    PRISMA(Optional.of(History.PRISMA)),
    GOLANG_MIGRATE(Optional.of(History.GOLANG_MIGRATE)),
    GOOSE(Optional.of(History.GOOSE)),
    DBMATE(Optional.of(History.DBMATE));

    /// The layout beside a history of the tool's own; Flyway's table is the history.
    private final Optional<History> tool;

    Layout(Optional<History> tool) {
        this.tool = tool;
    }

    Optional<History> tool() {
        return tool;
    }

    /// Adds a migration.
    Folder add(Folder folder, int i, String sql) throws IOException {
        return tool.isPresent()
                ? tool.get().add(folder, i, sql)
                : folder.file(name(i) + ".sql", sql);
    }

    /// Adds a migration that its tool runs outside a transaction. Prisma and Drizzle have no such
    /// declaration: there, `MIGRATE_MIXED=Allow` runs a file of which PostgreSQL refuses a
    /// statement in a transaction.
    Folder addOutside(Folder folder, int i, String sql) throws IOException {
        return switch (this) {
            case FLYWAY ->
                    add(folder, i, sql).file(name(i) + ".sql.conf", "executeInTransaction=false");
            case GOOSE -> folder.file(name(i) + ".sql", "-- +goose NO TRANSACTION\n" + up(sql));
            case DBMATE ->
                    folder.file(
                            name(i) + ".sql",
                            "-- migrate:up transaction:false\n" + sql + "\n-- migrate:down");
            case DRIZZLE, DRIZZLE_1, PRISMA, GOLANG_MIGRATE -> add(folder, i, sql);
        };
    }

    /// Whether such a file runs with `MIGRATE_MIXED=Allow` only.
    boolean needsPermission() {
        return this == DRIZZLE || this == DRIZZLE_1 || this == PRISMA;
    }

    private static String up(String sql) {
        return "-- +goose Up\n" + sql;
    }

    /// The name of a migration in messages.
    String name(int i) {
        return tool.map(history -> history.name(i)).orElse("V%d__t".formatted(i));
    }

    /// Its path in the folder.
    String script(int i) {
        return switch (this) {
            case FLYWAY, DRIZZLE, GOOSE, DBMATE -> name(i) + ".sql";
            case DRIZZLE_1, PRISMA -> name(i) + "/migration.sql";
            case GOLANG_MIGRATE -> name(i) + ".up.sql";
        };
    }

    /// The line of a file in which the SQL of [#add] begins.
    int firstLine() {
        return this == GOOSE || this == DBMATE ? 2 : 1;
    }
}
