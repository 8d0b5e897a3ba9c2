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
          migrate   apply pending migrations (the default)
          validate  exit with 17 if migrations are pending; change nothing
          wait      wait until no migration is pending; change nothing
          info      show every migration: state, when, by whom, which history has it
          repair    show how to make files and histories agree; with --yes, do it
          baseline  record all migrations, or those up to --target, as applied, and run none:
                    for a database that has the schema and no history
          dry-run   with --yes-on-this-database, run pending migrations and roll them back:
                    shows how long each statement took, and which locks it held

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
                .formatted(settings(), exitCodes);
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
