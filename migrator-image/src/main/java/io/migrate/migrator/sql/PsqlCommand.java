package io.migrate.migrator.sql;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A command of psql in a script. Outside of quotes and comments, no SQL has a backslash. Source:
/// https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-META-COMMANDS
///
/// @param name with the backslash
/// @param end the position after its line, without the line break
record PsqlCommand(String name, int end) {
    private static final Pattern NAME = Pattern.compile("\\\\([A-Za-z_]+|!)");

    /// The kinds of commands, by what to do about them.
    private enum Kind {
        /// pg_dump writes them since 17.6, 16.10, 15.14 and 14.19: they limit what psql itself does
        /// with the file.
        RESTRICT("", "restrict", "unrestrict"),
        COPY("use COPY … FROM STDIN with its rows, or SQL", "copy"),
        CONNECT(
                "a migration runs in the database of the URL, so remove it, and keep what belongs"
                        + " to another database in a folder of its own",
                "c",
                "connect"),
        INCLUDE(
                "put the statements of that file here, or make it a migration of its own",
                "i",
                "include",
                "ir",
                "include_relative"),
        VARIABLE(
                "write the values themselves into the statements",
                "set",
                "unset",
                "gset",
                "setenv",
                "getenv",
                "prompt",
                "bind",
                "bind_named"),
        EXECUTE("use a DO block with EXECUTE", "gexec"),
        MESSAGE("remove it, or use RAISE NOTICE in a DO block", "echo", "qecho", "warn"),
        CONDITION("use IF in a DO block", "if", "elif", "else", "endif"),
        ENCODING("save the file as UTF-8, and remove it", "encoding"),
        LARGE_OBJECT("use lo_from_bytea and lo_unlink", "lo_import", "lo_export", "lo_unlink"),
        SEND("end the statement with ; instead", "g", "gx", "gdesc", "crosstabview", "watch"),
        OTHER(
                "remove it, or use SQL",
                "!",
                "a",
                "C",
                "cd",
                "close_prepared",
                "conninfo",
                "copyright",
                "drds",
                "e",
                "edit",
                "ef",
                "endpipeline",
                "errverbose",
                "ev",
                "f",
                "flush",
                "flushrequest",
                "getresults",
                "h",
                "H",
                "help",
                "html",
                "l",
                "list",
                "lo_list",
                "o",
                "out",
                "p",
                "parse",
                "password",
                "print",
                "pset",
                "q",
                "quit",
                "r",
                "reset",
                "s",
                "sendpipeline",
                "sf",
                "startpipeline",
                "sv",
                "syncpipeline",
                "t",
                "T",
                "timing",
                "w",
                "write",
                "x",
                "z");

        private final String advice;

        // Set.of is immutable.
        @SuppressWarnings("ImmutableEnumChecker")
        private final Set<String> names;

        Kind(String advice, String... names) {
            this.advice = advice;
            this.names = Set.of(names);
        }
    }

    /// `\d`, `\dt`, `\det` and the like.
    private static final Pattern DESCRIBE = Pattern.compile("d[A-Za-z]{0,3}");

    /// The command at a backslash outside of quotes and comments; empty if psql has none of that
    /// name, or if something else than white space or the end of a statement precedes it.
    static Optional<PsqlCommand> at(String sql, int backslash) {
        Matcher name = NAME.matcher(sql).region(backslash, sql.length());
        boolean begins =
                backslash == 0
                        || Character.isWhitespace(sql.charAt(backslash - 1))
                        || ";)'\"\uFEFF".indexOf(sql.charAt(backslash - 1)) >= 0;
        if (!begins || !name.lookingAt() || kind(name.group(1)).isEmpty()) {
            return Optional.empty();
        }
        int end = sql.indexOf('\n', backslash);
        return Optional.of(new PsqlCommand(name.group(), end < 0 ? sql.length() : end));
    }

    private static Optional<Kind> kind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.names.contains(name)) {
                return Optional.of(kind);
            }
        }
        return DESCRIBE.matcher(name).matches() ? Optional.of(Kind.OTHER) : Optional.empty();
    }

    private Kind kind() {
        return kind(name.substring(1)).orElse(Kind.OTHER);
    }

    /// Whether a script means the same without it.
    boolean isPassedOver() {
        return kind() == Kind.RESTRICT;
    }

    /// Why the script cannot run, and what to do, in a clause without a full stop.
    String reason() {
        String advice = isPassedOver() ? "write it in a line of its own" : kind().advice;
        return "%s is a command of psql, which PostgreSQL does not run; %s".formatted(name, advice);
    }
}
