package io.migrate.migrator.settings;

import static java.util.stream.Collectors.joining;

import java.util.stream.Stream;

/// The text of `--help`, derived from the registry of settings.
public final class Help {
    private Help() {}

    /// The complete text.
    ///
    /// @param exitCodes the table of exit codes, a line each
    public static String text(String exitCodes) {
        return """
        Applies the migrations of a folder to a PostgreSQL database.

        Usage: migrate-migrator [COMMAND] [flags]

        %s

        The database is set in the environment only, as arguments are visible to others:
          DATABASE_URL        postgresql://user:password@host:5432/database?sslmode=require
          DATABASE_URL_FILE   path of a file that contains such a URL
          PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD PGSSLMODE PGSSLROOTCERT and other variables
                              of libpq, alone, or for what the URL does not set

        Settings, as environment variable or flag; a flag overrides the variable:
        %s

        Exit codes:
        %s
        """
                .formatted(commands(), settings(), exitCodes);
    }

    private static String commands() {
        return Command.all().stream()
                .map(each ->
                        "  %-9s %s"
                                .formatted(
                                        each.text(),
                                        each.meaning().replace("\n", "\n" + " ".repeat(12))))
                .collect(joining("\n"));
    }

    private static String settings() {
        return Stream.of(Setting.values())
                .map(setting ->
                        "  %-20s %s%n  %-20s   %s%s"
                                .formatted(
                                        setting.flag(),
                                        setting.variable(),
                                        "",
                                        setting.meaning(),
                                        values(setting)))
                .collect(joining("\n"));
    }

    private static String values(Setting setting) {
        return setting.defaultValue().isEmpty()
                ? " (%s)".formatted(setting.legal())
                : " (%s; default %s)".formatted(setting.legal(), setting.defaultValue());
    }
}
