package io.migrate.migrator.plan;

import io.migrate.migrator.formats.Effect;
import io.migrate.migrator.formats.Format;
import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Version;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.histories.Tolerance;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The result of checking a plan against the policy.
public sealed interface PolicyCheck {
    /// The plan may be carried out.
    record Allowed(Plan.Agreed plan) implements PolicyCheck {}

    /// It may not, and the run ends.
    record Rejected(Outcome outcome) implements PolicyCheck {}

    /// Checks a plan.
    static PolicyCheck of(Plan plan, Format format, Settings settings) {
        // Not a switch over types: see ADR 51.
        if (plan instanceof Plan.Disagreed(List<String> problems, String advice)) {
            return rejected(ExitCode.HISTORY_MISMATCH, join(problems), advice);
        }
        return upTo((Plan.Agreed) plan, settings)
                .map(cut -> check(cut, format, settings.policy()))
                .orElseGet(() -> new Rejected(unknownTarget(settings.target().orElse(""))));
    }

    private static PolicyCheck check(Plan.Agreed plan, Format format, Settings.Policy policy) {
        if (!plan.future().isEmpty() && policy.newerSchema() == Choices.NewerSchema.BLOCK) {
            return rejected(
                    ExitCode.NEWER_SCHEMA,
                    "the database has migrations that the folder does not have: %s."
                            .formatted(String.join(", ", plan.future())),
                    "Deploy the newer version, or set MIGRATE_NEWER_SCHEMA=Allow.");
        }
        Tolerance tolerance = Tolerance.of(policy);
        List<Plan.Step> refused =
                plan.outOfOrder().stream()
                        .filter(step -> !tolerance.runs(step.migration(), format))
                        .toList();
        if (!refused.isEmpty()) {
            return rejected(
                    ExitCode.HISTORY_MISMATCH,
                    "%s is pending, but comes before %s, which is applied."
                            .formatted(names(refused), newestApplied(plan)),
                    outOfOrderAdvice(policy));
        }
        return unknownMark(plan)
                .or(() -> notRunnable(plan))
                .<PolicyCheck>map(Rejected::new)
                .orElseGet(() -> new Allowed(plan));
    }

    private static String outOfOrderAdvice(Settings.Policy policy) {
        return switch (policy.outOfOrder()) {
            case REFUSE ->
                    "Rename it so that it comes after, or set MIGRATE_OUT_OF_ORDER=Apply to run it"
                            + " now, or begin its file with \"-- migrate.io: out-of-order\" and set"
                            + " MIGRATE_OUT_OF_ORDER=ApplyMarked (in a policy, run.outOfOrder).";
            case APPLY_MARKED, AS_TOOL, APPLY ->
                    "Rename it so that it comes after, or begin its file with \"-- migrate.io:"
                            + " out-of-order\" to run it now.";
        };
    }

    /// The newest applied migration, whether its file exists or not.
    private static String newestApplied(Plan.Agreed plan) {
        return plan.future().isEmpty()
                ? plan.tolerated().newest().or(plan::newest).orElse("one")
                : plan.future().getLast();
    }

    /// Marks are read in pending migrations only: the file of an applied one cannot be corrected.
    private static Optional<Outcome> unknownMark(Plan.Agreed plan) {
        return plan.pending().stream()
                .map(Plan.Step::migration)
                .filter(migration -> !migration.marks().unknown().isEmpty())
                .findFirst()
                .map(migration -> unknownMark(migration, migration.marks().unknown().getFirst()));
    }

    private static Outcome unknownMark(Migration migration, Migration.Marks.Unknown mark) {
        return new Outcome.MigrationFailed(
                ExitCode.STATEMENT_FAILED,
                new Outcome.Failure(
                        migration.script(),
                        Optional.of(mark.line()),
                        Optional.empty(),
                        "%s:%d has the unknown mark \"-- migrate.io: %s\"; legal is %s."
                                .formatted(
                                        migration.script(),
                                        mark.line(),
                                        mark.text(),
                                        Migration.Marks.Mark.spellings())),
                "Correct the line, or remove it. Nothing was run.");
    }

    /// The outcome because of pending migrations that the migrator cannot run.
    private static Optional<Outcome> notRunnable(Plan.Agreed plan) {
        return plan.pending().stream()
                .map(Plan.Step::migration)
                .flatMap(migration -> invalid(migration).stream())
                .findFirst()
                .or(() -> unsupported(plan.pending()));
    }

    private static Optional<Outcome> invalid(Migration migration) {
        return migration.effect() instanceof Effect.Invalid(String reason, String advice)
                ? Optional.of(
                        new Outcome.Failed(
                                ExitCode.NO_MIGRATIONS,
                                "%s %s. Nothing was run.".formatted(migration.script(), reason),
                                advice))
                : Optional.empty();
    }

    private static Optional<Outcome> unsupported(List<Plan.Step> pending) {
        var scripts = new ArrayList<String>();
        var reasons = new ArrayList<String>();
        Optional<String> before = Optional.empty();
        for (int i = 0; i < pending.size(); i++) {
            Migration migration = pending.get(i).migration();
            if (migration.effect() instanceof Effect.Unsupported(String reason)) {
                before =
                        scripts.isEmpty() && i > 0
                                ? Optional.of(pending.get(i - 1).migration().name())
                                : before;
                scripts.add(migration.script());
                reasons.add(reason);
            }
        }
        if (scripts.isEmpty()) {
            return Optional.empty();
        }
        String which =
                scripts.size() == 1
                        ? "%s is pending, and %s.".formatted(scripts.getFirst(), reasons.getFirst())
                        : "%s are pending; %s %s."
                                .formatted(
                                        String.join(", ", scripts),
                                        scripts.getFirst(),
                                        reasons.getFirst());
        return Optional.of(
                new Outcome.Failed(
                        ExitCode.NO_MIGRATIONS,
                        which,
                        "Apply it with its own tool; then the migrator runs the migrations after"
                                + " it."
                                + before.map(PolicyCheck::upTo)
                                        .orElse(" Nothing that is pending comes before it.")));
    }

    /// How to run what comes before a migration, in the words of a shell.
    private static String upTo(String name) {
        String word = name.matches("[\\w./+-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
        return " To run only what comes before it: --target=%1$s, or MIGRATE_TARGET=%1$s."
                .formatted(word);
    }

    /// The plan without the migrations after the target; empty if no migration has that name.
    static Optional<Plan.Agreed> upTo(Plan.Agreed plan, Settings settings) {
        return settings.target().isEmpty()
                ? Optional.of(plan)
                : upTo(plan, settings.target().get());
    }

    private static Optional<Plan.Agreed> upTo(Plan.Agreed plan, String target) {
        boolean isBehind =
                plan.applied().stream().anyMatch(step -> isNamed(step.migration(), target))
                        || plan.tolerated().skipped().stream()
                                .anyMatch(skipped -> isNamed(skipped, target));
        if (isBehind) {
            // The target is applied or skipped: only pending migrations that come before it remain.
            return Optional.of(plan.withPending(plan.outOfOrder()));
        }
        for (int i = 0; i < plan.pending().size(); i++) {
            if (isNamed(plan.pending().get(i).migration(), target)) {
                return Optional.of(plan.withPending(plan.pending().subList(0, i + 1)));
            }
        }
        return Optional.empty();
    }

    private static boolean isNamed(Migration migration, String target) {
        String name = migration.name();
        return name.equals(target)
                || migration.script().equals(target)
                || switch (migration.identity()) {
                    case Identity.Versioned(var version) ->
                            Version.parse(target).filter(version::equals).isPresent();
                    case Identity.Baseline(var version) ->
                            Version.parse(target).filter(version::equals).isPresent();
                    case Identity.Stamped _, Identity.Named _ -> name.startsWith(target + "_");
                    case Identity.Repeatable _ -> false;
                };
    }

    static Outcome unknownTarget(String target) {
        return new Outcome.Failed(
                ExitCode.INVALID_CONFIGURATION,
                "MIGRATE_TARGET (or --target) is \"%s\", but the folder has no migration of that name."
                        .formatted(target),
                "Use the tool's name for it, such as 0003_add_orders or 2.1.");
    }

    private static PolicyCheck rejected(ExitCode exit, String message, String advice) {
        return new Rejected(new Outcome.Failed(exit, message, advice));
    }

    private static String join(List<String> problems) {
        int shown = Math.min(problems.size(), 5);
        String more =
                problems.size() > shown ? " And %d more.".formatted(problems.size() - shown) : "";
        return String.join(" ", problems.subList(0, shown)) + more;
    }

    static String names(List<Plan.Step> steps) {
        return String.join(", ", steps.stream().map(step -> step.migration().name()).toList());
    }
}
