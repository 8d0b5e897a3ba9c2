package io.migrate.migrator.sql;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One statement of a script.
///
/// @param start where it begins in the script, after blanks and comments
/// @param end where it ends, behind its `;`
/// @param head what it says at its beginning, in capitals: strings and quoted names are `''` and
///   `""`, comments are gone, blanks are single
public record Statement(int start, int end, String head) {
    private static final Pattern BEGIN =
            Pattern.compile("(BEGIN( WORK| TRANSACTION)?|START TRANSACTION)");
    private static final Pattern COMMIT =
            Pattern.compile("(COMMIT|END)( WORK| TRANSACTION)?( AND NO CHAIN)?");
    private static final Pattern OTHER_CONTROL =
            Pattern.compile(
                    "(BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|ABORT|PREPARE TRANSACTION)\\b.*");
    private static final Pattern SAVEPOINT =
            Pattern.compile("ROLLBACK( WORK| TRANSACTION)? TO\\b.*");

    /// Source: PreventInTransactionBlock in PostgreSQL's tcop/utility.c and what it calls.
    private static final List<Pattern> APART =
            List.of(
                    Pattern.compile("CREATE (UNIQUE )?INDEX CONCURRENTLY\\b.*"),
                    Pattern.compile("DROP INDEX CONCURRENTLY\\b.*"),
                    Pattern.compile("REINDEX (\\([^)]*\\) ?)?(INDEX|TABLE) CONCURRENTLY\\b.*"),
                    Pattern.compile("REINDEX \\([^)]*CONCURRENTLY[^)]*\\).*"),
                    Pattern.compile("REINDEX (\\([^)]*\\) ?)?(SCHEMA|DATABASE|SYSTEM)\\b.*"),
                    Pattern.compile("ALTER TABLE .* DETACH PARTITION .* CONCURRENTLY"),
                    Pattern.compile("VACUUM\\b.*"),
                    Pattern.compile("CLUSTER( VERBOSE| \\([^)]*\\))?"),
                    Pattern.compile("(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION)\\b.*"),
                    Pattern.compile("ALTER DATABASE .* SET TABLESPACE\\b.*"),
                    Pattern.compile(
                            "ALTER SUBSCRIPTION .* (REFRESH|SET|ADD|DROP) PUBLICATION\\b.*"),
                    Pattern.compile("ALTER SYSTEM\\b.*"),
                    Pattern.compile("DISCARD ALL"));

    /// Those of them that lose nothing by being run again, wherever they were stopped.
    private static final Pattern AGAIN =
            Pattern.compile(
                    "((CREATE (UNIQUE )?|DROP )INDEX CONCURRENTLY|REINDEX|VACUUM|CLUSTER)\\b.*");

    private static final Pattern ROWS = Pattern.compile("COPY .* FROM STDIN\\b.*");
    private static final Pattern WORDS =
            Pattern.compile(
                    "^(CREATE (OR REPLACE )?(UNIQUE |MATERIALIZED )?|ALTER |DROP |COMMENT )?\\w+");

    /// What a statement does to the transaction that it is in.
    public enum Control {
        /// Nothing.
        NONE,
        /// It begins one, as any other would.
        BEGIN,
        /// It commits it.
        COMMIT,
        /// It undoes it, or begins or ends one in a way of its own.
        OTHER
    }

    /// What it does to its transaction.
    public Control control() {
        String command = command();
        if (BEGIN.matcher(command).matches()) {
            return Control.BEGIN;
        }
        if (COMMIT.matcher(command).matches()) {
            return Control.COMMIT;
        }
        return OTHER_CONTROL.matcher(command).matches() && !SAVEPOINT.matcher(command).matches()
                ? Control.OTHER
                : Control.NONE;
    }

    /// Whether PostgreSQL refuses to run it in a transaction.
    public boolean refusesTransaction() {
        String command = command();
        return APART.stream().anyMatch(pattern -> pattern.matcher(command).matches());
    }

    /// Whether it refuses a transaction, and may be run again where it was stopped half-way.
    public boolean isSafeAgain() {
        return refusesTransaction() && AGAIN.matcher(command()).matches();
    }

    /// Whether the rows of a `COPY … FROM STDIN` follow it.
    public boolean readsRows() {
        return ROWS.matcher(head).matches();
    }

    /// What kind of statement it is: its first one or two words.
    public String words() {
        Matcher matcher = WORDS.matcher(head);
        return matcher.find() ? matcher.group() : head;
    }

    private String command() {
        return head.endsWith(";") ? head.substring(0, head.length() - 1).strip() : head;
    }
}
