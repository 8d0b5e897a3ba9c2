package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Prisma: `20250102030405_name/migration.sql`, by the folders' names, and `migration_lock.toml`
/// beside them. Source: prisma-engines, schema-connector (migrations_directory, checksum) and
/// sql-schema-connector (flavour/postgres).
record Prisma() implements Format {
    private static final String FILE = "migration.sql";
    private static final String LOCK = "migration_lock.toml";
    private static final Pattern PROVIDER =
            Pattern.compile("(?m)^\\s*provider\\s*=\\s*\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,20}");

    @Override
    public String name() {
        return "prisma";
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(new Table());
    }

    @Override
    public boolean recognises(Path folder) {
        return Files.isRegularFile(root(folder).resolve(LOCK));
    }

    /// The folder itself, or where Prisma puts it in a project.
    private static Path root(Path folder) {
        return Stream.of("", "migrations", "prisma/migrations")
                .map(folder::resolve)
                .filter(each -> Files.isRegularFile(each.resolve(LOCK)))
                .findFirst()
                .orElse(folder);
    }

    @Override
    public ReadResult read(Path folder) throws IOException {
        Path root = root(folder);
        Optional<String> provider = provider(root.resolve(LOCK));
        if (provider.filter(each -> !each.equals("postgresql") && !each.equals("postgres"))
                .isPresent()) {
            return new ReadResult.Unusable(
                    "%s is a history of Prisma for \"%s\", not for PostgreSQL."
                            .formatted(root.resolve(LOCK), provider.get()),
                    "Point at the folder for PostgreSQL.");
        }
        var migrations = new ArrayList<Migration>();
        var missing = new ArrayList<String>();
        for (Path each : FormatDetector.subfolders(root)) {
            String name = each.getFileName().toString();
            if (Files.isRegularFile(each.resolve(FILE))) {
                String text = FormatDetector.text(each.resolve(FILE));
                migrations.add(
                        Migration.of(
                                new Identity.Named(name, number(name), Checksum.sha256(text)),
                                name,
                                name + "/" + FILE,
                                text,
                                text));
            } else {
                missing.add(name + "/" + FILE);
            }
        }
        if (migrations.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder "
                            + folder
                            + " holds no migration of Prisma: no NAME/migration.sql.");
        }
        if (!missing.isEmpty()) {
            return new ReadResult.Contradictory(
                    "there are folders without their migration: %s."
                            .formatted(String.join(", ", missing)),
                    "Add the files to the image, or remove the folders; Prisma refuses them too.");
        }
        return new ReadResult.Found(new Source(this, migrations, Map.of(), notes(root)));
    }

    private static List<String> notes(Path root) throws IOException {
        return FormatDetector.files(root, ".sql").stream()
                .map(name ->
                        name + " lies in no migration's folder; it is ignored, as Prisma does.")
                .toList();
    }

    private static Optional<String> provider(Path lock) throws IOException {
        if (!Files.isRegularFile(lock)) {
            return Optional.empty();
        }
        Matcher provider = PROVIDER.matcher(FormatDetector.text(lock));
        return provider.find() ? Optional.of(provider.group(1)) : Optional.empty();
    }

    private static Optional<Version> number(String name) {
        Matcher number = NUMBER.matcher(name);
        return number.lookingAt() ? NumberedFiles.number(number.group()) : Optional.empty();
    }

    /// `_prisma_migrations`.
    private record Table() implements ToolHistory {
        @Override
        public Optional<String> schema() {
            return Optional.empty();
        }

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

        /// A row that was rolled back says nothing: the migration has another row, or is pending.
        @Override
        public List<Entry> entries(List<Map<String, String>> rows, List<Migration> claimable) {
            return rows.stream()
                    .filter(row -> !row.containsKey("rolled_back_at"))
                    .map(Table::entry)
                    .toList();
        }

        private static Entry entry(Map<String, String> row) {
            String name = row.getOrDefault("migration_name", "");
            boolean finished = row.containsKey("finished_at");
            return new Entry(
                    row,
                    name,
                    Optional.of(name),
                    number(name),
                    Optional.ofNullable(row.get("checksum")).filter(sum -> sum.length() == 64),
                    Optional.ofNullable(row.get(finished ? "finished_at" : "started_at")),
                    finished
                            ? new State.Applied()
                            : new State.Failed(
                                    "%s failed when Prisma applied it: undo by hand what it left, if anything, then run repair, or prisma migrate resolve."
                                            .formatted(name)));
        }

        @Override
        public List<Write> tell(Migration migration, Map<String, String> columns) {
            return List.of(
                    Write.of(
                            """
                            INSERT INTO %s (id, checksum, finished_at, migration_name,
                                started_at, applied_steps_count)
                            VALUES (gen_random_uuid()::text, ?, clock_timestamp(), ?, now(), 1)\
                            """,
                            Checksum.sha256(migration.text()), migration.name()));
        }

        /// What Prisma failed at is marked as it marks it; what has no file is removed.
        @Override
        public List<Write> forget(Entry entry, List<Migration> migrations) {
            String id = entry.row().getOrDefault("id", "");
            return List.of(
                    switch (entry.state()) {
                        case State.Failed _ ->
                                Write.of("UPDATE %s SET rolled_back_at = now() WHERE id = ?", id);
                        case State.Applied _ -> Write.of("DELETE FROM %s WHERE id = ?", id);
                    });
        }

        @Override
        public List<Write> accept(Entry entry, Migration migration) {
            return List.of(
                    Write.of(
                            "UPDATE %s SET checksum = ? WHERE id = ?",
                            Checksum.sha256(migration.text()), entry.row().getOrDefault("id", "")));
        }
    }
}
