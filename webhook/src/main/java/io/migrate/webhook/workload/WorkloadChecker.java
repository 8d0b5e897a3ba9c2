package io.migrate.webhook.workload;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.injection.Injector;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Policies;

import java.util.List;
import java.util.stream.Stream;

/// Checks an object with a Pod template as if its Pods were created now.
public final class WorkloadChecker {
    private WorkloadChecker() {}

    /// Returns the report on the object.
    ///
    /// @param subject is not changed
    public static WorkloadReport check(
            PodTemplate subject, Namespace namespace, Policies policies) {
        var decision = Injector.decide(subject.pod(), namespace, policies);
        var misplaced = MisplacedKeys.on(subject);
        Stream<String> ownWarnings =
                switch (decision.verdict()) {
                    case Verdict.Injected _ -> ownWarnings(subject, decision.policies());
                    case Verdict.Untouched _, Verdict.Refused _ -> Stream.empty();
                };
        return new WorkloadReport(
                decision,
                misplaced.problems(),
                Stream.concat(misplaced.warnings().stream(), ownWarnings).distinct().toList());
    }

    private static Stream<String> ownWarnings(PodTemplate subject, List<EffectivePolicy> policies) {
        var object = subject.object();
        Stream<String> own =
                switch (subject.kind()) {
                    case POD, REPLICATION_CONTROLLER, DAEMON_SET, REPLICA_SET, KNATIVE_SERVICE ->
                            Stream.empty();
                    case OTHER ->
                            Jobs.around(subject).stream().flatMap(each -> each.warnings(policies));
                    case DEPLOYMENT, ROLLOUT -> Deployments.warnings(object.path("spec"), policies);
                    case STATEFUL_SET -> StatefulSets.warnings(subject, policies);
                    case JOB -> new Jobs("spec", object.path("spec")).warnings(policies);
                    case CRON_JOB ->
                            new Jobs("spec.jobTemplate.spec", object.at("/spec/jobTemplate/spec"))
                                    .warnings(policies);
                };
        return subject.kind() == WorkloadKind.POD
                ? own
                : Stream.concat(own, Images.warnings(subject.pod(), policies));
    }
}
