package io.migrate.migrator.report;

import java.util.Optional;

/// How a run ended. Messages are sentences for a person and never hold a password, statement text
/// or a row's values.
public sealed interface Outcome {
    /// The exit code.
    ExitCode exit();

    /// What happened, in one sentence.
    String message();

    /// What to do next; empty if nothing is to be done.
    default String advice() {
        return "";
    }

    /// Everything is applied.
    record Done(String message) implements Outcome {
        @Override
        public ExitCode exit() {
            return ExitCode.DONE;
        }
    }

    /// A run that could not do its work, and has nothing more to tell than a sentence.
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

    /// What PostgreSQL said about a migration, without DETAIL and statement text.
    ///
    /// @param script path in the folder
    /// @param line of the statement in that file, from 1; empty if it is not known
    /// @param sqlState five characters; empty if it is no error of PostgreSQL
    /// @param message one sentence
    record Failure(
            String script, Optional<Integer> line, Optional<String> sqlState, String message) {}
}
