package io.migrate.migrator.formats;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `_prisma_migrations`, a row for each attempt at a migration.
record PrismaHistory() implements ToolHistory {
    @Override
    public String table() {
        return "_prisma_migrations";
    }

    @Override
    public Map<String, String> columns() {
        return Map.of(
                "id",
                "character varying|text",
                "checksum",
                "character varying|text",
                "migration_name",
                "character varying|text");
    }

    @Override
    public List<Write> create() {
        return List.of(
                Write.of(
                        """
                        CREATE TABLE %s (
                            id VARCHAR(36) PRIMARY KEY NOT NULL,
                            checksum VARCHAR(64) NOT NULL,
                            finished_at TIMESTAMPTZ,
                            migration_name VARCHAR(255) NOT NULL,
                            logs TEXT,
                            rolled_back_at TIMESTAMPTZ,
                            started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
                            applied_steps_count INTEGER NOT NULL DEFAULT 0
                        )\
                        """));
    }

    /// Rows that were rolled back do not count: the migration has another row, or is pending.
    @Override
    public List<Entry> entries(List<Map<String, String>> rows, List<Migration> candidates) {
        return rows.stream()
                .filter(row -> !row.containsKey("rolled_back_at"))
                .map(PrismaHistory::entry)
                .toList();
    }

    private static Entry entry(Map<String, String> row) {
        String name = row.getOrDefault("migration_name", "");
        boolean finished = row.containsKey("finished_at");
        return new Entry(
                row,
                name,
                Optional.of(name),
                Prisma.number(name),
                Optional.ofNullable(row.get("checksum")).filter(sum -> sum.length() == 64),
                Optional.ofNullable(row.get(finished ? "finished_at" : "started_at")),
                finished
                        ? new State.Applied()
                        : new State.Failed(
                                "%s failed when Prisma applied it: part of it may be applied. To run it again, undo that part and run repair or prisma migrate resolve --rolled-back; if you completed it by hand, run repair --completed or prisma migrate resolve --applied."
                                        .formatted(name)));
    }

    @Override
    public List<Write> insert(Migration migration, Map<String, String> columns) {
        return List.of(
                Write.of(
                        """
                        INSERT INTO %s (id, checksum, finished_at, migration_name,
                            started_at, applied_steps_count)
                        VALUES (gen_random_uuid()::text, ?, clock_timestamp(), ?, now(), 1)\
                        """,
                        Checksum.sha256(migration.text()), migration.name()));
    }

    @Override
    public List<Write> begin(Migration migration, Map<String, String> columns) {
        return List.of(
                Write.of(
                        """
                        INSERT INTO %s (id, checksum, migration_name, started_at,
                            applied_steps_count)
                        VALUES (gen_random_uuid()::text, ?, ?, clock_timestamp(), 0)\
                        """,
                        Checksum.sha256(migration.text()), migration.name()));
    }

    @Override
    public List<Write> complete(Migration migration, Map<String, String> columns) {
        return List.of(
                Write.of(
                        """
                        UPDATE %s SET finished_at = clock_timestamp(), applied_steps_count = 1
                        WHERE migration_name = ? AND finished_at IS NULL
                            AND rolled_back_at IS NULL\
                        """,
                        migration.name()));
    }

    /// Marks a failed migration as rolled back, as Prisma does; removes one without a file.
    @Override
    public List<Write> delete(Entry entry, List<Migration> migrations) {
        String id = entry.row().getOrDefault("id", "");
        return List.of(
                switch (entry.state()) {
                    case State.Failed _ ->
                            Write.of("UPDATE %s SET rolled_back_at = now() WHERE id = ?", id);
                    case State.Applied _ -> Write.of("DELETE FROM %s WHERE id = ?", id);
                });
    }

    @Override
    public String adviceIfMissing() {
        return "If they were squashed, record the squashed migration with prisma migrate resolve"
                + " --applied NAME.";
    }

    /// Prisma's documented squash: one migration takes the place of all files, and `migrate resolve
    /// --applied` records it without running it, which leaves `applied_steps_count` at 0. What
    /// began before that is replaced by it.
    @Override
    public boolean isReplaced(Entry missing, Entry first) {
        return missing.state() instanceof State.Applied
                && first.state() instanceof State.Applied
                && "0".equals(first.row().get("applied_steps_count"))
                && started(missing)
                        .flatMap(began ->
                                started(first).filter(squashed -> !began.isAfter(squashed)))
                        .isPresent();
    }

    /// Empty if the column has another type than Prisma gives it.
    private static Optional<OffsetDateTime> started(Entry entry) {
        try {
            return Optional.ofNullable(entry.row().get("started_at")).map(OffsetDateTime::parse);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    @Override
    public List<Write> updateHash(Entry entry, Migration migration) {
        return List.of(
                Write.of(
                        "UPDATE %s SET checksum = ? WHERE id = ?",
                        Checksum.sha256(migration.text()), entry.row().getOrDefault("id", "")));
    }
}
