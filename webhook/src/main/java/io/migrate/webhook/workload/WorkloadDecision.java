package io.migrate.webhook.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.injection.Reason;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.injection.Warnings;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The decision on an object with a Pod template. Nothing is injected here.
///
/// @param namespace that the object is in
/// @param policies that are current
public record WorkloadDecision(Namespace namespace, Policies policies) {
    /// Of one object, so that none of them delays the reviews of others.
    private static final int MOST = 64;

    private static final String UNCHECKED =
            "only the first %d Pod templates have been checked".formatted(MOST);

    /// Decides on a new object. It is refused if its Pods would be, or if keys are in the wrong
    /// place.
    public Verdict onCreate(ObjectNode object) {
        return decide(
                object,
                subject -> {
                    WorkloadReport report = check(subject);
                    return verdict(report, report.problems(), List.of());
                });
    }

    /// Decides on a changed object. It is refused only if its template changed, so that objects
    /// that are older than the webhook can still be scaled, labelled and deleted.
    public Verdict onUpdate(ObjectNode before, ObjectNode object) {
        List<PodTemplate> old = PodTemplate.in(before);
        return decide(
                object,
                subject -> {
                    WorkloadReport report = check(subject);
                    return old.stream()
                            .filter(each -> each.path().equals(subject.path()))
                            .filter(each -> each.pod().equals(subject.pod()))
                            .findFirst()
                            .map(each -> unchanged(check(each), report))
                            .orElseGet(() -> verdict(report, report.refusal(), report.misplaced()));
                });
    }

    private static Verdict decide(ObjectNode object, Function<PodTemplate, Verdict> look) {
        List<PodTemplate> subjects = PodTemplate.in(object);
        if (subjects.isEmpty() || subjects.getFirst().kind() == WorkloadKind.POD) {
            return new Verdict.Untouched(
                    Reason.NOT_A_WORKLOAD, PassedBy.warning(object).stream().toList());
        }
        if (object.path("metadata").hasNonNull("deletionTimestamp")) {
            return untouched(Reason.BEING_DELETED);
        }
        if (hasController(object)) {
            return untouched(Reason.CONTROLLER_OWNED);
        }
        return PrefixedKeys.areIn(subjects)
                ? together(subjects.stream().limit(MOST).map(look).toList(), subjects.size())
                : untouched(Reason.NO_MIGRATE_IO_KEY);
    }

    /// The verdict on an object with several templates: refused for all problems if one is,
    /// otherwise that on the first which asks for a migration.
    ///
    /// @param all the number of its templates
    private static Verdict together(List<Verdict> verdicts, int all) {
        List<Verdict.Refused> refused =
                verdicts.stream()
                        .filter(Verdict.Refused.class::isInstance)
                        .map(Verdict.Refused.class::cast)
                        .toList();
        if (!refused.isEmpty()) {
            return new Verdict.Refused(
                    refused.getFirst().reason(),
                    refused.stream().flatMap(each -> each.problems().stream()).distinct().toList());
        }
        List<Verdict.Untouched> others =
                verdicts.stream().map(Verdict.Untouched.class::cast).toList();
        return new Verdict.Untouched(
                others.stream()
                        .map(Verdict.Untouched::reason)
                        .filter(reason -> reason != Reason.NOT_ENABLED)
                        .findFirst()
                        .orElse(others.getFirst().reason()),
                Warnings.bounded(
                        Stream.concat(
                                        all > MOST ? Stream.of(UNCHECKED) : Stream.empty(),
                                        others.stream().flatMap(each -> each.warnings().stream()))
                                .distinct()
                                .toList()));
    }

    /// The owner was checked, and a refusal here would stop the owner's controller.
    private static boolean hasController(JsonNode object) {
        return object.path("metadata")
                .path("ownerReferences")
                .valueStream()
                .anyMatch(each -> each.path("controller").asBoolean());
    }

    private WorkloadReport check(PodTemplate subject) {
        return WorkloadChecker.check(subject, namespace, policies);
    }

    private static Verdict verdict(
            WorkloadReport report, List<Problem> problems, List<Problem> tolerated) {
        if (!problems.stream().allMatch(each -> MissingPolicy.is(each, report.decision()))) {
            return new Verdict.Refused(refusedFor(report), problems);
        }
        return new Verdict.Untouched(
                reason(report),
                warnings(
                        Stream.of(problems, tolerated).flatMap(List::stream).map(Problem::toString),
                        report.warnings()));
    }

    private static Reason refusedFor(WorkloadReport report) {
        return report.decision().verdict() instanceof Verdict.Refused(var reason, _)
                ? reason
                : Reason.MISPLACED;
    }

    private static Reason reason(WorkloadReport report) {
        return switch (report.decision().verdict()) {
            case Verdict.Injected _ -> Reason.TEMPLATE_ACCEPTED;
            case Verdict.Untouched(var reason, _) -> reason;
            case Verdict.Refused _ -> Reason.POLICY_PENDING;
        };
    }

    /// Only new problems are worth a warning.
    private static Verdict unchanged(WorkloadReport before, WorkloadReport after) {
        Set<String> known = said(before).collect(Collectors.toUnmodifiableSet());
        return new Verdict.Untouched(
                Reason.TEMPLATE_UNCHANGED,
                Warnings.bounded(said(after).filter(each -> !known.contains(each)).toList()));
    }

    private static Stream<String> said(WorkloadReport report) {
        return Stream.concat(
                report.misplaced().stream().map(Problem::toString), report.ownWarnings().stream());
    }

    private static List<String> warnings(Stream<String> problems, List<String> others) {
        return Warnings.bounded(Stream.concat(problems, others.stream()).toList());
    }

    private static Verdict untouched(Reason reason) {
        return new Verdict.Untouched(reason, List.of());
    }
}
