package io.migrate.migrator.report;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import java.util.stream.Stream;

/// The exit codes, which are public: scripts and the observer read them. 1 is never used for
/// anything that has a code of its own.
public enum ExitCode {
    DONE(0, "done, or nothing to do"),
    UNEXPECTED(1, "unexpected; never used for anything below"),
    INVALID_CONFIGURATION(
            2,
            "usage: flags, URL, a pooler that shares sessions, a server that is not PostgreSQL 14"
                    + " or newer"),
    UNREACHABLE(10, "unreachable until connect-timeout, or only a standby answers"),
    ACCESS_DENIED(11, "refused: authentication, permission, no such database"),
    LOCK_NOT_AVAILABLE(12, "a table's lock not had (55P03), retries exhausted"),
    HISTORY_MISMATCH(
            13, "files and histories disagree: checksum, missing file, failed or dirty row"),
    STATEMENT_FAILED(14, "a statement failed"),
    NEWER_SCHEMA(15, "the schema is newer than the files and policy blocks"),
    TIMED_OUT(16, "timeout, waiting for another migrator or running"),
    MIGRATIONS_PENDING(17, "migrations are pending (validate, wait)"),
    NO_MIGRATIONS(18, "no migrations, or a format that is not SQL or not recognised"),
    INTERRUPTED(130, "interrupted; the transaction is gone, the lock is free"),
    TERMINATED(143, "terminated; the transaction is gone, the lock is free");

    private static final String HELP =
            "https://github.com/migrate-io/migrate/blob/main/docs/exit-codes.md";

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /// The process' exit status.
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

    /// Where it is written what it means, how to confirm it and how to mend it.
    public String help() {
        return HELP + "#" + code + "-" + reason().toLowerCase(Locale.ROOT);
    }

    /// The table for the help, a line each.
    public static String table() {
        return Stream.of(values())
                .map(exit -> "  %-4d %s".formatted(exit.code, exit.meaning))
                .collect(joining("\n", "", "\n\nWhat to do about each: " + HELP));
    }
}
