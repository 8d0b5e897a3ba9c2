package io.migrate.migrator.plan;

import io.migrate.migrator.formats.Effect;
import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Version;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Choices;
import io.migrate.migrator.settings.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What policy makes of a plan.
public sealed interface PolicyCheck {
    /// It may be carried out.
    record Allowed(Plan.Agreed plan) implements PolicyCheck {}

    /// It may not.
    record Rejected(Outcome outcome) implements PolicyCheck {}

    /// Judges.
    static PolicyCheck of(Plan plan, Settings settings) {
        return switch (plan) {
            case Plan.Disagreed(List<String> problems, String advice) ->
                    unlawful(ExitCode.HISTORY_MISMATCH, join(problems), advice);
            case Plan.Agreed agreed ->
                    upTo(agreed, settings)
                            .map(cut -> judge(cut, settings.policy()))
                            .orElseGet(() ->
                                    new Rejected(unknownTarget(settings.target().orElse(""))));
        };
    }

    private static PolicyCheck judge(Plan.Agreed plan, Settings.Policy policy) {
        if (!plan.future().isEmpty() && policy.newerSchema() == Choices.NewerSchema.BLOCK) {
            return unlawful(
                    ExitCode.NEWER_SCHEMA,
                    "the database has %s, which the folder does not have."
                            .formatted(String.join(", ", plan.future())),
                    "Deploy the newer version again, or set MIGRATE_NEWER_SCHEMA=Allow.");
        }
        if (!plan.outOfOrder().isEmpty() && policy.outOfOrder() == Choices.OutOfOrder.REFUSE) {
            return unlawful(
                    ExitCode.HISTORY_MISMATCH,
                    "%s is not applied, but belongs before %s, which is."
                            .formatted(names(plan.outOfOrder()), neighbour(plan)),
                    "Give it a place after it, or set MIGRATE_OUT_OF_ORDER=Apply to run it now.");
        }
        return onlyItsTool(plan).<PolicyCheck>map(Rejected::new).orElseGet(() -> new Allowed(plan));
    }

    /// The newest that is applied, whether its file is there or not.
    private static String neighbour(Plan.Agreed plan) {
        return plan.future().isEmpty() ? plan.newest().orElse("one") : plan.future().getLast();
    }

    private static Optional<Outcome> onlyItsTool(Plan.Agreed plan) {
        var scripts = new ArrayList<String>();
        var reasons = new ArrayList<String>();
        for (Plan.Step step : plan.pending()) {
            if (step.migration().effect() instanceof Effect.Unsupported(String reason)) {
                scripts.add(step.migration().script());
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
                        "Apply it with its own tool, or stop before it with MIGRATE_TARGET; once"
                                + " it is applied the rest runs here."));
    }

    /// The same plan without what lies behind the target; empty if nothing has that name.
    static Optional<Plan.Agreed> upTo(Plan.Agreed plan, Settings settings) {
        return settings.target().isEmpty()
                ? Optional.of(plan)
                : upTo(plan, settings.target().get());
    }

    private static Optional<Plan.Agreed> upTo(Plan.Agreed plan, String target) {
        if (plan.applied().stream().anyMatch(step -> isNamed(step, target))) {
            // What the target names is applied: what is pending and belongs before it stays.
            return Optional.of(plan.withPending(plan.outOfOrder()));
        }
        for (int i = 0; i < plan.pending().size(); i++) {
            if (isNamed(plan.pending().get(i), target)) {
                return Optional.of(plan.withPending(plan.pending().subList(0, i + 1)));
            }
        }
        return Optional.empty();
    }

    private static boolean isNamed(Plan.Step step, String target) {
        String name = step.migration().name();
        return name.equals(target)
                || step.migration().script().equals(target)
                || switch (step.migration().identity()) {
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
                "MIGRATE_TARGET (or --target) is \"%s\", which no migration of the folder is called."
                        .formatted(target),
                "Name it as its tool does, such as 0003_add_orders or 2.1.");
    }

    private static PolicyCheck unlawful(ExitCode exit, String message, String advice) {
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
