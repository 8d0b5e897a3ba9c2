package io.migrate.webhook.workload;

import io.migrate.webhook.injection.Explainer;
import io.migrate.webhook.injection.Namespace;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Policies;

import java.util.List;
import java.util.stream.Stream;

/// Looks at an object that Pods are made from as if they were made now.
public final class WorkloadChecker {
    private WorkloadChecker() {}

    /// All that there is to say about it.
    ///
    /// @param subject is not changed
    public static WorkloadReport check(
            PodTemplate subject, Namespace namespace, Policies policies) {
        var explanation = Explainer.explain(subject.pod(), namespace, policies);
        var misplaced = MisplacedKeys.on(subject);
        Stream<String> remarks =
                switch (explanation.verdict()) {
                    case Verdict.Injected _ -> remarks(subject, explanation.policies());
                    case Verdict.Untouched _, Verdict.Refused _ -> Stream.empty();
                };
        return new WorkloadReport(
                explanation,
                misplaced.problems(),
                Stream.concat(misplaced.warnings().stream(), remarks).distinct().toList());
    }

    private static Stream<String> remarks(PodTemplate subject, List<EffectivePolicy> policies) {
        var object = subject.object();
        Stream<String> own =
                switch (subject.kind()) {
                    case POD, REPLICATION_CONTROLLER, DAEMON_SET, REPLICA_SET -> Stream.empty();
                    case DEPLOYMENT -> Deployments.remarks(object.path("spec"), policies);
                    case STATEFUL_SET -> StatefulSets.remarks(subject, policies);
                    case JOB -> new Jobs("spec", object.path("spec")).remarks(policies);
                    case CRON_JOB ->
                            new Jobs("spec.jobTemplate.spec", object.at("/spec/jobTemplate/spec"))
                                    .remarks(policies);
                };
        return subject.kind() == WorkloadKind.POD
                ? own
                : Stream.concat(own, Images.remarks(subject.pod(), policies));
    }
}
