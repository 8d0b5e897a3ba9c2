package io.migrate.migrator.sql;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One statement of a script.
///
/// @param start its first character in the script, after white space and comments
/// @param end the position after its `;`; the rows of a COPY are not part of it
/// @param head its first 400 or so characters in upper case: strings and quoted names are replaced
///   by `''` and `""`, comments and repeated white space by one space
/// @param data the rows of a `COPY … FROM STDIN`; up to the end of the script if nothing ends them,
///   which is a [Defect]; empty for any other statement
public record Statement(int start, int end, String head, Optional<CopyData> data) {
    private static final Pattern BEGIN =
            Pattern.compile("(BEGIN( WORK| TRANSACTION)?|START TRANSACTION)");
    private static final Pattern COMMIT =
            Pattern.compile("(COMMIT|END)( WORK| TRANSACTION)?( AND NO CHAIN)?");
    private static final Pattern OTHER_CONTROL =
            Pattern.compile(
                    "(BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|ABORT|PREPARE TRANSACTION)\\b.*");
    private static final Pattern ROLLBACK = Pattern.compile("(ROLLBACK|ABORT)\\b.*");
    private static final Pattern SAVEPOINT =
            Pattern.compile("ROLLBACK( WORK| TRANSACTION)? TO\\b.*");

    /// Source: PreventInTransactionBlock in PostgreSQL's tcop/utility.c and what it calls.
    private static final List<Pattern> NOT_IN_TRANSACTION =
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

    /// Statements of this kind that are safe to run again after any interruption.
    private static final Pattern REPEATABLE =
            Pattern.compile(
                    "((CREATE (UNIQUE )?|DROP )INDEX CONCURRENTLY|REINDEX|VACUUM|CLUSTER)\\b.*");

    private static final Pattern STRINGS =
            Pattern.compile(
                    "SET (SESSION |LOCAL )?STANDARD_CONFORMING_STRINGS ?(=|TO)(?! ?ON\\b).*");
    private static final Pattern WORDS =
            Pattern.compile(
                    "^(CREATE (OR REPLACE )?(UNIQUE |MATERIALIZED )?|ALTER |DROP |COMMENT )?\\w+");

    /// What a statement does to its transaction.
    public enum Control {
        /// Nothing.
        NONE,
        /// Begins one with default options.
        BEGIN,
        /// Commits it.
        COMMIT,
        /// Rolls it back, or begins or ends one with options.
        OTHER
    }

    /// What the statement does to its transaction.
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

    /// Returns whether it rolls its transaction back.
    public boolean rollsBack() {
        return ROLLBACK.matcher(command()).matches() && !SAVEPOINT.matcher(command()).matches();
    }

    /// Returns whether PostgreSQL refuses to run it in a transaction.
    public boolean refusesTransaction() {
        String command = command();
        return NOT_IN_TRANSACTION.stream().anyMatch(pattern -> pattern.matcher(command).matches());
    }

    /// Returns whether the statement cannot run in a transaction and is safe to run again after an
    /// interruption.
    public boolean isSafeToRunAgain() {
        return refusesTransaction() && REPEATABLE.matcher(command()).matches();
    }

    /// Returns whether the rows of a `COPY … FROM STDIN` follow it.
    public boolean readsRows() {
        return data.isPresent();
    }

    /// Returns whether it changes how the strings of later statements are read. PostgreSQL parses a
    /// message as a whole, so the change does not affect the message that contains it.
    public boolean changesStrings() {
        return STRINGS.matcher(head).matches();
    }

    /// Its first one or two words, such as `CREATE TABLE`.
    public String words() {
        Matcher matcher = WORDS.matcher(head);
        return matcher.find() ? matcher.group() : head;
    }

    private String command() {
        return head.endsWith(";") ? head.substring(0, head.length() - 1).strip() : head;
    }
}
