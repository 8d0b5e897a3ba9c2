package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Folders of tools that we know and do not run, named for what they are.
final class UnsupportedTools {
    /// For those who have no folder at all.
    static final String PUSHED =
            "a schema that was pushed (drizzle-kit push, prisma db push) has no migrations: write"
                + " them with drizzle-kit generate or prisma migrate dev, and give a database that"
                + " has the schema already a baseline.";

    private static final String CODE =
            "Its migrations are code, not SQL, and need the image that they are part of: run them"
                    + " with an init container or a Job of your own.";
    private static final String OWN =
            "Run it with its own tool, or move its files to a format that"
                    + " is read: Flyway, Drizzle, Prisma, golang-migrate, goose, dbmate.";

    /// @param file its path in the folder
    /// @param text of the file
    private record Sign(String tool, Pattern file, Pattern text, String advice) {
        Sign(String tool, String file, String text, String advice) {
            this(tool, Pattern.compile(file), Pattern.compile(text), advice);
        }
    }

    private static final List<Sign> SIGNS =
            List.of(
                    new Sign("Atlas", "atlas\\.sum", "", OWN),
                    new Sign("Sqitch", "sqitch\\.plan", "", OWN),
                    new Sign("Liquibase", ".*\\.(xml|ya?ml|json)", "databaseChangeLog", OWN),
                    new Sign(
                            "Liquibase", ".*\\.sql", "(?i)^\\s*--\\s*liquibase formatted sql", OWN),
                    new Sign(
                            "node-pg-migrate",
                            ".*\\.sql",
                            "(?im)^\\s*--[\\s-]*up\\s+migration",
                            OWN),
                    new Sign("Alembic", ".*\\.py", "(?m)^down_revision\\b|\\balembic\\b", CODE),
                    new Sign("Django", ".*\\.py", "\\bmigrations\\.Migration\\b", CODE),
                    new Sign("Rails", ".*\\.rb", "ActiveRecord::(Migration|Schema)", CODE),
                    new Sign("Ecto", ".*\\.exs", "use Ecto\\.Migration", CODE),
                    new Sign("EF Core", ".*\\.cs", ":\\s*Migration\\b", CODE),
                    new Sign("Alembic", "alembic\\.ini", "", CODE),
                    new Sign("Laravel", ".*\\.php", "Illuminate\\\\Database", CODE),
                    new Sign("Payload", ".*\\.[cm]?[jt]s", "@payloadcms/db-", CODE),
                    new Sign("Kysely", ".*\\.[cm]?[jt]s", "[\"']kysely[\"']", CODE),
                    new Sign("node-pg-migrate", ".*\\.[cm]?[jt]s", "\\bpgm\\b", CODE),
                    new Sign("MikroORM", ".*\\.[jt]s", "@mikro-orm/migrations", CODE),
                    new Sign(
                            "TypeORM",
                            ".*\\.[jt]s",
                            "MigrationInterface|queryRunner\\.query|\\btypeorm\\b",
                            CODE),
                    new Sign("Sequelize", ".*\\.[cm]?[jt]s", "\\bqueryInterface\\b", CODE),
                    new Sign(
                            "Knex",
                            ".*\\.[cm]?[jt]s",
                            "\\bknex\\b|exports\\.(up|down)\\s*=|export (async )?function"
                                    + " (up|down)\\b",
                            CODE),
                    new Sign("goose", "\\d+_.*\\.go", "\\bgoose\\.Add", CODE),
                    new Sign("Flyway", "(.*/)?[VR][\\d._]*__[^$]*\\.(class|java|kt)", "", CODE),
                    new Sign("Diesel", "[^/]*/up\\.sql", "", OWN),
                    new Sign("Hasura", "[^/]*/\\d+_[^/]*/up\\.sql", "", OWN));

    /// Of languages that migrations are written in.
    private static final Pattern SOURCE =
            Pattern.compile(".*\\.([cm]?[jt]s|py|rb|php|go|exs?|cs|java|kt|rs|class)");

    private UnsupportedTools() {}

    /// Whose folder it is; empty if nothing gives that away.
    static Optional<ReadResult> in(Path folder) throws IOException {
        List<Path> files = files(folder);
        for (Sign sign : SIGNS) {
            Optional<Path> found = first(files, file -> matches(folder, file, sign));
            if (found.isPresent()) {
                return Optional.of(
                        new ReadResult.Unusable(
                                "the folder %s is one of %s: it has %s."
                                        .formatted(
                                                folder,
                                                sign.tool(),
                                                folder.relativize(found.get())),
                                sign.advice()));
            }
        }
        return shape(folder, files);
    }

    private static Optional<Path> first(List<Path> files, Predicate<Path> is) {
        return files.stream().filter(is).findFirst();
    }

    /// Shapes that more than one tool has.
    private static Optional<ReadResult> shape(Path folder, List<Path> files) {
        if (first(files, file -> path(folder, file).matches("[^/]+/migration\\.sql")).isPresent()) {
            return Optional.of(
                    new ReadResult.Unusable(
                            "the folder %s may be Prisma's without its migration_lock.toml, or Drizzle's without its snapshot.json files."
                                    .formatted(folder),
                            "Set MIGRATE_FORMAT to prisma or drizzle."));
        }
        if (first(files, file -> path(folder, file).matches("\\d{8,}_[^/]*\\.sql")).isPresent()) {
            return Optional.of(
                    new ReadResult.Unusable(
                            "the folder %s holds plain files such as those of Supabase or sqlx, which say of no tool that it wrote them."
                                    .formatted(folder),
                            "Supabase's and sqlx's histories are not read; run them with their own"
                                    + " tool, or set MIGRATE_FORMAT if they are another's."));
        }
        if (first(
                        files,
                        file ->
                                path(folder, file)
                                        .matches("(.*/)?(schema\\.prisma|drizzle\\.config\\.\\w+)"))
                .isPresent()) {
            return Optional.of(
                    new ReadResult.Unusable(
                            "the folder %s has a schema and no migrations.".formatted(folder),
                            Character.toUpperCase(PUSHED.charAt(0)) + PUSHED.substring(1)));
        }
        Optional<Path> code = first(files, file -> SOURCE.matcher(path(folder, file)).matches());
        return code.filter(_ -> first(files, file -> isSql(path(folder, file))).isEmpty())
                .map(file ->
                        new ReadResult.Unusable(
                                "the folder %s holds code and no SQL, such as %s."
                                        .formatted(folder, folder.relativize(file)),
                                "Migrations that are code need the image that they are part of: run"
                                        + " them with an init container or a Job of your own."));
    }

    private static boolean isSql(String path) {
        return path.endsWith(".sql");
    }

    private static boolean matches(Path folder, Path file, Sign sign) {
        try {
            return sign.file().matcher(path(folder, file)).matches()
                    && (sign.text().pattern().isEmpty()
                            || sign.text().matcher(Files.readString(file)).find());
        } catch (IOException _) {
            // What cannot be read gives nothing away.
            return false;
        }
    }

    private static String path(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var tree = Files.walk(folder, 3)) {
            return tree.filter(Files::isRegularFile).sorted().limit(2000).toList();
        }
    }
}
