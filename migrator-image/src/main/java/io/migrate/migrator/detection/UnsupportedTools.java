package io.migrate.migrator.detection;

import io.migrate.migrator.folder.MigrationFolder;
import io.migrate.migrator.formats.ReadResult;
import io.migrate.migrator.formats.Tool;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Recognizes the folders of tools that are not supported, so that the error names the tool.
final class UnsupportedTools {
    /// For projects that have a schema and no migrations at all.
    static final String PUSHED =
            "a schema that was pushed (drizzle-kit push, prisma db push) has no migrations:"
                + " generate them with drizzle-kit generate or prisma migrate dev, and baseline a"
                + " database that already has the schema.";

    private static final String CODE =
            "These migrations are code, not SQL, and run only in the image that contains them. Run"
                    + " them with your own init container or Job.";

    private static final int DEPTH = 3;
    private static final int MAX_FILES = 2000;

    /// How the migrations are written, which decides what the error advises.
    private enum Language {
        SQL,
        CODE
    }

    /// A file by which a tool is recognized.
    ///
    /// @param file its path in the folder
    /// @param text a part of its text
    private record Signature(String tool, Language language, Pattern file, Pattern text) {
        boolean matches(MigrationFolder folder, String name) {
            try {
                return file.matcher(name).matches()
                        && (text.pattern().isEmpty() || text.matcher(folder.text(name)).find());
            } catch (IOException _) {
                // A file that cannot be read identifies no tool.
                return false;
            }
        }
    }

    private static final List<Signature> SIGNATURES =
            List.of(
                    sql("Atlas", "atlas\\.sum", ""),
                    sql("Sqitch", "sqitch\\.plan", ""),
                    sql("Liquibase", ".*\\.(xml|ya?ml|json)", "databaseChangeLog"),
                    sql("Liquibase", ".*\\.sql", "(?i)^\\s*--\\s*liquibase formatted sql"),
                    sql(
                            "node-pg-migrate",
                            ".*\\.sql",
                            "(?im)^[ \\t]*--[ \\t-]*+up[ \\t]+migration"),
                    code("Alembic", ".*\\.py", "(?m)^down_revision\\b|\\balembic\\b"),
                    code("Django", ".*\\.py", "\\bmigrations\\.Migration\\b"),
                    code("Rails", ".*\\.rb", "ActiveRecord::(Migration|Schema)"),
                    code("Ecto", ".*\\.exs", "use Ecto\\.Migration"),
                    code("EF Core", ".*\\.cs", ":\\s*Migration\\b"),
                    code("Alembic", "alembic\\.ini", ""),
                    code("Laravel", ".*\\.php", "Illuminate\\\\Database"),
                    code("Payload", ".*\\.[cm]?[jt]s", "@payloadcms/db-"),
                    code("Kysely", ".*\\.[cm]?[jt]s", "[\"']kysely[\"']"),
                    code("node-pg-migrate", ".*\\.[cm]?[jt]s", "\\bpgm\\b"),
                    code("MikroORM", ".*\\.[jt]s", "@mikro-orm/migrations"),
                    code(
                            "TypeORM",
                            ".*\\.[jt]s",
                            "MigrationInterface|queryRunner\\.query|\\btypeorm\\b"),
                    code("Sequelize", ".*\\.[cm]?[jt]s", "\\bqueryInterface\\b"),
                    code(
                            "Knex",
                            ".*\\.[cm]?[jt]s",
                            "\\bknex\\b|exports\\.(up|down)\\s*=|export (async )?function"
                                    + " (up|down)\\b"),
                    code("goose (Go code)", "\\d+_.*\\.go", "\\bgoose\\.Add"),
                    code("Flyway (JVM code)", "(.*/)?[VR][\\d._]*__[^$]*\\.(class|java|kt)", ""),
                    sql("Diesel", "[^/]*/up\\.sql", ""),
                    sql("Hasura", "[^/]*/\\d+_[^/]*/up\\.sql", ""));

    /// Files in languages that migrations are written in.
    private static final Pattern SOURCE =
            Pattern.compile(".*\\.([cm]?[jt]s|py|rb|php|go|exs?|cs|java|kt|rs|class)");

    /// Layouts that more than one tool uses.
    private static final Pattern MIGRATION_FOLDER = Pattern.compile("[^/]+/migration\\.sql");

    private static final Pattern PLAIN_SQL = Pattern.compile("\\d{8,}_[^/]*\\.sql");
    private static final Pattern SCHEMA =
            Pattern.compile("(.*/)?(schema\\.prisma|drizzle\\.config\\.\\w+)");

    private UnsupportedTools() {}

    private record Match(Signature signature, String file) {}

    /// Returns the error that names the tool; empty if nothing identifies one.
    static Optional<ReadResult> identify(MigrationFolder folder) throws IOException {
        List<String> files = files(folder);
        return match(folder, files)
                .<ReadResult>map(match ->
                        new ReadResult.Unusable(
                                "the folder %s contains migrations of %s, which the migrator cannot run: found %s."
                                        .formatted(folder, match.signature().tool(), match.file()),
                                switch (match.signature().language()) {
                                    case SQL -> unsupported();
                                    case CODE -> CODE;
                                }))
                .or(() -> byLayout(folder, files))
                .or(() -> codeOnly(folder, files));
    }

    /// The tool and a file by which it is recognized; empty if nothing identifies one.
    static Optional<String> found(MigrationFolder folder) throws IOException {
        return match(folder, files(folder))
                .map(match -> "%s (%s)".formatted(match.signature().tool(), match.file()));
    }

    private static List<String> files(MigrationFolder folder) throws IOException {
        return folder.filesToDepth(DEPTH).stream().limit(MAX_FILES).toList();
    }

    private static Optional<Match> match(MigrationFolder folder, List<String> files) {
        for (Signature signature : SIGNATURES) {
            Optional<String> found =
                    files.stream().filter(file -> signature.matches(folder, file)).findFirst();
            if (found.isPresent()) {
                return Optional.of(new Match(signature, found.get()));
            }
        }
        return Optional.empty();
    }

    private static String unsupported() {
        return "Run them with their own tool, or convert the files to a supported format: %s."
                .formatted(Tool.displayNames());
    }

    private static Signature sql(String tool, String file, String text) {
        return new Signature(tool, Language.SQL, Pattern.compile(file), Pattern.compile(text));
    }

    private static Signature code(String tool, String file, String text) {
        return new Signature(tool, Language.CODE, Pattern.compile(file), Pattern.compile(text));
    }

    private static Optional<ReadResult> byLayout(MigrationFolder folder, List<String> files) {
        if (first(files, MIGRATION_FOLDER).isPresent()) {
            return Optional.of(
                    new ReadResult.Unusable(
                            "the folder %s may be a Prisma folder without its migration_lock.toml, or a Drizzle folder without its snapshot.json files."
                                    .formatted(folder),
                            "Set MIGRATE_FORMAT to prisma or drizzle."));
        }
        if (first(files, PLAIN_SQL).isPresent()) {
            return Optional.of(
                    new ReadResult.Unusable(
                            "the folder %s contains plain SQL files, such as those of Supabase or sqlx, and nothing that identifies their tool."
                                    .formatted(folder),
                            "The histories of Supabase and sqlx are not supported: run these"
                                    + " migrations with their own tool. If another tool wrote them,"
                                    + " set MIGRATE_FORMAT."));
        }
        return first(files, SCHEMA)
                .map(_ ->
                        new ReadResult.Unusable(
                                "the folder %s contains a schema and no migrations."
                                        .formatted(folder),
                                Character.toUpperCase(PUSHED.charAt(0)) + PUSHED.substring(1)));
    }

    private static Optional<ReadResult> codeOnly(MigrationFolder folder, List<String> files) {
        return files.stream().anyMatch(file -> file.endsWith(".sql"))
                ? Optional.empty()
                : first(files, SOURCE)
                        .map(file ->
                                new ReadResult.Unusable(
                                        "the folder %s contains code, not SQL: found %s."
                                                .formatted(folder, file),
                                        CODE));
    }

    private static Optional<String> first(List<String> files, Pattern pattern) {
        return files.stream().filter(file -> pattern.matcher(file).matches()).findFirst();
    }
}
