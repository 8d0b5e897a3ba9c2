package io.migrate.webhook.migration;

import java.util.Map;

/// How a run of the migrator ended: one for each of its exit codes, and what befell it from
/// outside. A closed set.
public enum Outcome {
    SUCCEEDED("succeeded", "it is migrated", ""),
    UP_TO_DATE("up_to_date", "nothing to do", ""),
    USAGE("usage", "its settings are wrong", "Correct what its log names."),
    UNREACHABLE(
            "unreachable",
            "the database cannot be reached",
            "See whether it runs, and whether NetworkPolicies let this Pod reach it."),
    REFUSED(
            "refused",
            "the database refuses it",
            "Look at the Secret with the URL, and at the rights of its role."),
    LOCKED(
            "locked",
            "the lock of a table was not to be had",
            "End the session that holds it, or raise the lock timeout."),
    DISAGREE(
            "disagree",
            "files and histories disagree",
            "Restore the files as they were when they were applied."),
    STATEMENT_FAILED(
            "statement_failed", "a statement failed", "Correct the file and deploy again."),
    NEWER_SCHEMA(
            "newer_schema",
            "the schema is newer than the files",
            "Deploy the version that the schema is of, or a newer one."),
    TIMEOUT("timeout", "it was not done in time", "End what it waits for, or raise its timeout."),
    PENDING("pending", "migrations are pending", "Have them applied where that is done."),
    NO_MIGRATIONS(
            "no_migrations",
            "there is nothing that it could apply",
            "Look at the source of the migrations."),
    INTERRUPTED(
            "interrupted", "it was told to stop", "The next start goes on from what is committed."),
    KILLED(
            "killed",
            "it was killed",
            "If the Node or its limit lacks memory, give it more: migrator.resources in the"
                    + " policy."),
    UNEXPECTED("unexpected", "it ended unexpectedly", "Its log says more.");

    private static final Map<Integer, Outcome> BY_CODE =
            Map.ofEntries(
                    Map.entry(2, USAGE),
                    Map.entry(10, UNREACHABLE),
                    Map.entry(11, REFUSED),
                    Map.entry(12, LOCKED),
                    Map.entry(13, DISAGREE),
                    Map.entry(14, STATEMENT_FAILED),
                    Map.entry(15, NEWER_SCHEMA),
                    Map.entry(16, TIMEOUT),
                    Map.entry(17, PENDING),
                    Map.entry(18, NO_MIGRATIONS),
                    Map.entry(130, INTERRUPTED),
                    Map.entry(143, INTERRUPTED));

    /// Exit codes above this are signals.
    private static final int SIGNALS = 128;

    private final String label;
    private final String phrase;
    private final String advice;

    Outcome(String label, String phrase, String advice) {
        this.label = label;
        this.phrase = phrase;
        this.advice = advice;
    }

    /// @param reason kubelet's
    /// @param said what the migrator said, which only tells apart how a run went well
    static Outcome of(int exitCode, String reason, TerminationMessage said) {
        if (exitCode == 0) {
            return switch (said) {
                case TerminationMessage.Report report when report.count().orElse(1) == 0 ->
                        UP_TO_DATE;
                case TerminationMessage.Report _,
                        TerminationMessage.Text _,
                        TerminationMessage.Nothing _ ->
                        SUCCEEDED;
            };
        }
        if (reason.equals("OOMKilled")) {
            return KILLED;
        }
        return BY_CODE.getOrDefault(exitCode, exitCode > SIGNALS ? KILLED : UNEXPECTED);
    }

    /// The value of a metric's label.
    public String label() {
        return label;
    }

    /// Whether the Pod may go on.
    public boolean isGood() {
        return this == SUCCEEDED || this == UP_TO_DATE;
    }

    String phrase() {
        return phrase;
    }

    /// What to do, for the case that the migrator did not say it better.
    String advice() {
        return advice;
    }
}
