package io.migrate.migrator.report;

import java.util.Optional;

/// How a run ended. Messages are sentences for people and never contain a password, statement text
/// or values of rows.
public sealed interface Outcome {
    /// The exit code.
    ExitCode exit();

    /// What happened, in one sentence.
    String message();

    /// What to do next, in sentences; empty if there is nothing to do.
    default String advice() {
        return "";
    }

    /// The command succeeded.
    record Done(String message) implements Outcome {
        @Override
        public ExitCode exit() {
            return ExitCode.DONE;
        }
    }

    /// The command failed, for a reason that is not in a migration.
    record Failed(ExitCode exit, String message, String advice) implements Outcome {}

    /// A migration failed in the database.
    ///
    /// @param exit [ExitCode#STATEMENT_FAILED] or [ExitCode#LOCK_NOT_AVAILABLE]
    /// @param failure where and why
    record MigrationFailed(ExitCode exit, Failure failure, String advice) implements Outcome {
        @Override
        public String message() {
            return failure.message();
        }
    }

    /// The error of a migration, without DETAIL and statement text.
    ///
    /// @param script path in the folder
    /// @param line of the statement in that file, from 1; empty if unknown
    /// @param sqlState five characters; empty if PostgreSQL reported no error
    /// @param message one sentence
    record Failure(
            String script, Optional<Integer> line, Optional<String> sqlState, String message) {}
}
