package io.migrate.migrator.settings;

import static java.util.stream.Collectors.joining;

import java.util.stream.Stream;

/// The text of `--help`, made from the registry.
public final class Help {
    private Help() {}

    /// The whole page.
    ///
    /// @param exitCodes the table of exit codes, a line each
    public static String text(String exitCodes) {
        return """
        Brings a PostgreSQL database up to the migrations of a folder.

        Usage: migrate-migrator [COMMAND] [flags]

          migrate   apply what is pending (this is the default)
          validate  fail with 17 if anything is pending; change nothing
          wait      wait until nothing is pending; change nothing
          info      show every migration: state, when, by whom, which history knows it
          repair    show how to make files and histories agree; with --yes, do it
          baseline  for a database that has the schema and no history: write down all
                    migrations, or those up to --target, as applied; run none
          dry-run   with --yes-on-this-database, run what is pending and roll it back: what
                    each statement took, and which locks it held

        The database, from the environment only, as arguments are visible to others:
          DATABASE_URL        postgresql://user:password@host:5432/database?sslmode=require
          DATABASE_URL_FILE   a file that holds such a URL
          PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD PGSSLMODE PGSSLROOTCERT and libpq's others,
                              by themselves, or where the URL is silent

        Settings, by environment or by flag; a flag goes first:
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
        return setting.standard().isEmpty()
                ? " (%s)".formatted(setting.legal())
                : " (%s; default %s)".formatted(setting.legal(), setting.standard());
    }
}
