package io.migrate.migrator.formats;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `drizzle.__drizzle_migrations`, in both of its shapes: Drizzle 1.0 added `name` and
/// `applied_at`. An existing table keeps its shape: Drizzle itself adds the columns, and finds the
/// migrator's rows by second and hash. Source: drizzle-orm, pg-core/dialect.ts and
/// up-migrations/pg.ts.
///
/// @param newColumns the columns of a new table
record DrizzleHistory(String newColumns) implements ToolHistory {
    static final DrizzleHistory OLD =
            new DrizzleHistory("id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint");
    static final DrizzleHistory NEW =
            new DrizzleHistory(
                    OLD.newColumns
                            + ", name text, applied_at timestamp with time zone DEFAULT now()");

    @Override
    public Optional<String> schema() {
        return Optional.of("drizzle");
    }

    @Override
    public String table() {
        return "__drizzle_migrations";
    }

    @Override
    public Map<String, String> columns() {
        return Map.of("id", "integer|bigint", "hash", "text", "created_at", "bigint");
    }

    @Override
    public List<Write> create() {
        return List.of(Write.of("CREATE TABLE %s (" + newColumns + ")"));
    }

    @Override
    public List<Entry> entries(List<Map<String, String>> rows, List<Migration> candidates) {
        return rows.stream().map(DrizzleHistory::entry).toList();
    }

    private static Entry entry(Map<String, String> row) {
        Optional<String> createdAt = Optional.ofNullable(row.get("created_at"));
        Optional<String> name = Optional.ofNullable(row.get("name"));
        return new Entry(
                row,
                name.orElse("the migration with created_at " + createdAt.orElse("null")),
                name,
                createdAt.flatMap(Version::parse),
                Optional.ofNullable(row.get("hash")),
                Optional.ofNullable(row.get("applied_at")),
                new State.Applied());
    }

    @Override
    public List<Write> insert(Migration migration, Map<String, String> columns) {
        return switch (migration.identity()) {
            case Identity.Stamped(long when, String hash) ->
                    List.of(
                            Write.of(
                                    "INSERT INTO %s (hash, created_at) VALUES (?, ?::bigint)",
                                    hash, Long.toString(when)));
            case Identity.Named(String name, Optional<Version> number, String hash) -> {
                var parameters = new ArrayList<String>();
                parameters.add(hash);
                number.ifPresent(millis -> parameters.add(millis.text()));
                boolean hasName = columns.isEmpty() || columns.containsKey("name");
                if (hasName) {
                    parameters.add(name);
                }
                yield List.of(
                        new Write(
                                "INSERT INTO %s (hash, created_at"
                                        + (hasName ? ", name" : "")
                                        + ") VALUES (?, "
                                        + (number.isPresent() ? "?::bigint" : "NULL")
                                        + (hasName ? ", ?)" : ")"),
                                parameters));
            }
            case Identity.Versioned _, Identity.Baseline _, Identity.Repeatable _ -> List.of();
        };
    }

    @Override
    public List<Write> delete(Entry entry, List<Migration> migrations) {
        return List.of(Write.of("DELETE FROM %s WHERE id = ?::int", entry.row().get("id")));
    }

    @Override
    public List<Write> updateHash(Entry entry, Migration migration) {
        return List.of(
                Write.of(
                        "UPDATE %s SET hash = ? WHERE id = ?::int",
                        Checksum.sha256(migration.text()), entry.row().get("id")));
    }

    /// The timestamp that a name of Drizzle 1.0 begins with: fourteen digits, in UTC. Values that
    /// are out of range roll over, as in `Date.UTC`.
    static Optional<Version> timestamp(String name) {
        if (!name.matches("\\d{14}.*")) {
            return Optional.empty();
        }
        Instant start =
                LocalDateTime.of(number(name, 0, 4), 1, 1, 0, 0)
                        .plusMonths(number(name, 4, 6) - 1L)
                        .plusDays(number(name, 6, 8) - 1L)
                        .plusHours(number(name, 8, 10))
                        .plusMinutes(number(name, 10, 12))
                        .plusSeconds(number(name, 12, 14))
                        .toInstant(ZoneOffset.UTC);
        return Optional.of(start.toEpochMilli()).filter(millis -> millis > 0).map(Version::of);
    }

    private static int number(String name, int from, int to) {
        return Integer.parseInt(name.substring(from, to));
    }
}
