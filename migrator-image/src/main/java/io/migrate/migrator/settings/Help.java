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

        %s

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
        return setting.standard().isEmpty()
                ? " (%s)".formatted(setting.legal())
                : " (%s; default %s)".formatted(setting.legal(), setting.standard());
    }
}
