package io.migrate.webhook.migration;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How a run of the migrator ended: a closed set.
///
/// The constants are the migrator's exit codes under the same names, except that [#SUCCEEDED] and
/// [#UP_TO_DATE] share exit code 0, and that [#KILLED] covers all signals from outside. The metric
/// label, the word in Events and the chapter of `docs/exit-codes.md` derive from the name.
public enum Outcome {
    SUCCEEDED(0, "the migration succeeded", ""),
    UP_TO_DATE(0, "the schema is up to date", ""),
    UNEXPECTED(1, "the migrator failed unexpectedly", "See its log."),
    INVALID_CONFIGURATION(
            2,
            "the migrator's configuration is invalid",
            "Correct the setting that the log names."),
    UNREACHABLE(
            10,
            "the database is unreachable",
            "Check that it is running and that NetworkPolicies allow this Pod to connect to it."),
    ACCESS_DENIED(
            11,
            "the database denied access",
            "Check the Secret that holds the URL and the privileges of its role."),
    LOCK_NOT_AVAILABLE(
            12,
            "could not acquire a table lock",
            "End the session that holds the lock, or raise the lock timeout."),
    HISTORY_MISMATCH(
            13,
            "the migration files do not match the history",
            "Restore the files as they were when they were applied, or repair the history after a"
                    + " migration that was interrupted."),
    STATEMENT_FAILED(14, "a statement failed", "Fix the file and deploy again."),
    NEWER_SCHEMA(
            15,
            "the schema is newer than the migration files",
            "Deploy the release that the schema belongs to, or a newer one."),
    TIMED_OUT(16, "the migration timed out", "End what it waits for, or raise its timeout."),
    MIGRATIONS_PENDING(
            17, "migrations are pending", "Run the workload that applies the migrations."),
    NO_MIGRATIONS(
            18,
            "no migrations were found that can be applied",
            "Check the source of the migrations."),
    INTERRUPTED(
            130, "the migrator was interrupted", "The next run resumes from what is committed."),
    TERMINATED(143, "the migrator was terminated", "The next run resumes from what is committed."),
    KILLED(
            137,
            "the migrator was killed",
            "If the container or its Node ran out of memory, raise migrator.resources in the"
                    + " policy.");

    /// kubelet's reason for a container that the kernel killed because of its memory.
    static final String OUT_OF_MEMORY = "OOMKilled";

    /// Exit codes above this are signals.
    private static final int SIGNALS = 128;

    private static final Map<Integer, Outcome> FAILURES =
            Arrays.stream(values())
                    .filter(each -> each.exitCode != 0)
                    .collect(Collectors.toMap(Outcome::exitCode, Function.identity()));

    private final int exitCode;
    private final String summary;
    private final String advice;

    Outcome(int exitCode, String summary, String advice) {
        this.exitCode = exitCode;
        this.summary = summary;
        this.advice = advice;
    }

    /// Classifies a run.
    ///
    /// @param reason kubelet's reason
    /// @param message the migrator's message, which only distinguishes the two kinds of success
    static Outcome of(int exitCode, String reason, TerminationMessage message) {
        if (exitCode == 0) {
            return switch (message) {
                case TerminationMessage.Report report
                        when report.count().orElse(1) == 0 && report.adopted().orElse(0) == 0 ->
                        UP_TO_DATE;
                case TerminationMessage.Report _,
                        TerminationMessage.Text _,
                        TerminationMessage.Nothing _ ->
                        SUCCEEDED;
            };
        }
        if (reason.equals(OUT_OF_MEMORY)) {
            return KILLED;
        }
        return FAILURES.getOrDefault(exitCode, exitCode > SIGNALS ? KILLED : UNEXPECTED);
    }

    /// Returns the container's exit code; for [#KILLED] that of `SIGKILL`, and for [#UNEXPECTED]
    /// the one the migrator uses.
    public int exitCode() {
        return exitCode;
    }

    /// Returns the value of the metric label `outcome`: `LOCK_NOT_AVAILABLE` is
    /// `lock_not_available`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Returns the word of the termination message and of Events: `LOCK_NOT_AVAILABLE` is
    /// `LockNotAvailable`.
    public String reason() {
        return Arrays.stream(name().split("_", -1))
                .map(each -> each.charAt(0) + each.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /// Returns whether the Pod proceeds to its application.
    public boolean isSuccess() {
        return exitCode == 0;
    }

    /// Returns what happened, as a clause.
    String summary() {
        return summary;
    }

    /// Returns what to do if the migrator left no advice of its own.
    String advice() {
        return advice;
    }
}
