package io.migrate.migrator.report;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import java.util.stream.Stream;

/// The exit codes. They are public: scripts and the observer read them. 1 is never used for a
/// failure that has a code of its own.
public enum ExitCode {
    DONE(0, "done, or nothing to do"),
    UNEXPECTED(1, "unexpected error that has no code of its own"),
    INVALID_CONFIGURATION(
            2,
            "invalid configuration: a flag, the URL, a pooler that shares sessions, a server that"
                    + " is not PostgreSQL 14 or later"),
    UNREACHABLE(10, "no connection within connect-timeout, or only a standby answers"),
    ACCESS_DENIED(11, "access denied: authentication, privileges, no such database"),
    LOCK_NOT_AVAILABLE(12, "could not acquire a table lock (55P03) after all retries"),
    HISTORY_MISMATCH(
            13, "files and histories do not match: checksum, missing file, failed or dirty row"),
    STATEMENT_FAILED(14, "a statement failed"),
    NEWER_SCHEMA(15, "the schema is newer than the files, and the policy blocks that"),
    TIMED_OUT(16, "timed out, waiting for another migrator or running migrations"),
    MIGRATIONS_PENDING(17, "migrations are pending (validate, wait)"),
    NO_MIGRATIONS(18, "no migrations, or a format that is not SQL or not recognized"),
    INTERRUPTED(130, "interrupted; a transaction in progress was rolled back"),
    TERMINATED(143, "terminated; a transaction in progress was rolled back");

    private static final String HELP =
            "https://github.com/migrate-io/migrate/blob/main/docs/exit-codes.md";

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /// The exit status of the process.
    public int code() {
        return code;
    }

    /// Its name as Kubernetes writes reasons: `STATEMENT_FAILED` is `StatementFailed`.
    public String reason() {
        var name = new StringBuilder();
        for (String word : name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    /// The URL of the chapter about this code: its meaning, diagnosis and mitigation.
    public String help() {
        return HELP + "#" + code + "-" + reason().toLowerCase(Locale.ROOT);
    }

    /// The table of exit codes for the help, one line each.
    public static String table() {
        return Stream.of(values())
                .map(exit -> "  %-4d %s".formatted(exit.code, exit.meaning))
                .collect(
                        joining(
                                "\n",
                                "",
                                "\n\nFor the diagnosis and mitigation of each, see " + HELP));
    }
}
