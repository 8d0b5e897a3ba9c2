package io.migrate.migrator.formats;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Prisma: `20250102030405_name/migration.sql`, in the order of the folders' names, and
/// `migration_lock.toml` beside them. Source: prisma-engines, schema-connector
/// (migrations_directory, checksum) and sql-schema-connector (flavour/postgres).
record Prisma() implements Format {
    private static final String FILE = "migration.sql";
    private static final List<String> ROOTS = List.of("", "migrations", "prisma/migrations");
    private static final String LOCK = "migration_lock.toml";
    private static final Pattern PROVIDER =
            Pattern.compile("(?m)^[ \\t]*provider[ \\t]*=[ \\t]*\"([^\"]*)\"");
    private static final Set<String> PROVIDERS = Set.of("postgresql", "postgres");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,20}");

    @Override
    public Tool tool() {
        return Tool.PRISMA;
    }

    @Override
    public String layout() {
        return LOCK;
    }

    @Override
    public Evidence evidence() {
        return Evidence.METADATA;
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.of(new PrismaHistory());
    }

    @Override
    public OutOfOrder outOfOrder() {
        return OutOfOrder.APPLIED;
    }

    @Override
    public boolean recognizes(MigrationFolder folder) throws IOException {
        return root(folder).hasFile(LOCK);
    }

    /// The folder itself, or one that Prisma uses in a project. To apply migrations, Prisma needs
    /// no lock file.
    private static MigrationFolder root(MigrationFolder folder) throws IOException {
        for (String each : ROOTS) {
            if (folder.subfolder(each).hasFile(LOCK)) {
                return folder.subfolder(each);
            }
        }
        for (String each : ROOTS) {
            if (holdsMigrations(folder.subfolder(each))) {
                return folder.subfolder(each);
            }
        }
        return folder;
    }

    private static boolean holdsMigrations(MigrationFolder folder) throws IOException {
        if (folder.exists()) {
            for (MigrationFolder each : folder.subfolders()) {
                if (each.hasFile(FILE)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public ReadResult read(MigrationFolder folder) throws IOException {
        MigrationFolder root = root(folder);
        Optional<String> provider = provider(root);
        if (provider.filter(each -> !PROVIDERS.contains(each)).isPresent()) {
            return new ReadResult.Unusable(
                    "%s belongs to a Prisma history for \"%s\", not for PostgreSQL."
                            .formatted(root.pathOf(LOCK), provider.get()),
                    "Use the folder with the migrations for PostgreSQL.");
        }
        var migrations = new ArrayList<Migration>();
        var missing = new ArrayList<String>();
        for (MigrationFolder each : root.subfolders()) {
            if (each.hasFile(FILE)) {
                migrations.add(migration(each.name(), each.text(FILE)));
            } else {
                missing.add(each.name() + "/" + FILE);
            }
        }
        if (migrations.isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s contains no Prisma migrations: no NAME/migration.sql."
                            .formatted(folder));
        }
        return missing.isEmpty()
                ? new ReadResult.Found(new Source(this, migrations, Map.of(), notes(root)))
                : new ReadResult.Contradictory(
                        "migration folders have no migration.sql: %s is missing."
                                .formatted(String.join(", ", missing)),
                        "Add the files to the image, or remove the folders; Prisma also rejects"
                                + " such folders.");
    }

    private static Migration migration(String name, String text) {
        return Migration.of(
                new Identity.Named(name, number(name), Checksum.sha256(text)),
                name,
                name + "/" + FILE,
                text,
                text);
    }

    private static List<String> notes(MigrationFolder root) throws IOException {
        return root.sqlFiles().stream()
                .map(name ->
                        name
                                + " is not in a migration folder; the migrator ignores it, as"
                                + " Prisma does.")
                .toList();
    }

    private static Optional<String> provider(MigrationFolder root) throws IOException {
        if (!root.hasFile(LOCK)) {
            return Optional.empty();
        }
        Matcher provider = PROVIDER.matcher(Checksum.withoutMark(root.text(LOCK)));
        return provider.find() ? Optional.of(provider.group(1)) : Optional.empty();
    }

    static Optional<Version> number(String name) {
        Matcher number = NUMBER.matcher(name);
        return number.lookingAt() ? NumberedFiles.number(number.group()) : Optional.empty();
    }
}
