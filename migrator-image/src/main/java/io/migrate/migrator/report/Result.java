package io.migrate.migrator.report;

/// How a run ended, and what it did until then.
public record Result(Outcome outcome, Progress progress) {
    /// The result of a run that failed before it did anything.
    public static Result failed(ExitCode exit, String message, String advice) {
        return new Result(new Outcome.Failed(exit, message, advice), Progress.none());
    }
}
