package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.pod.PodEditor;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.record.StatusAnnotation;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The door of the engine.
public final class Injector {
    private Injector() {}

    /// Decides what becomes of a Pod and, if it gets a migration, how.
    ///
    /// @param tree the Pod as it was sent; it is not changed
    /// @param namespace that it is created in; the Pod itself may not say yet
    public static Verdict inject(ObjectNode tree, Namespace namespace, Policies policies) {
        var pod = new PodView(tree, Set.of());
        if (pod.isOptedOut()) {
            return new Verdict.Untouched(Reason.OPTED_OUT, List.of());
        }
        return switch (Annotations.read(pod.metadata(), policies.constraints().unknownKeys())) {
            case OptIn.Invalid(var problems) -> new Verdict.Refused(Reason.ANNOTATIONS, problems);
            case OptIn.OptedOut(var warnings) -> out(pod, warnings);
            case OptIn.OptedIn in -> in(pod, namespace, policies, in);
        };
    }

    private static Verdict out(PodView pod, List<String> warnings) {
        List<Problem> problems = ReservedFields.labels(pod, Map.of());
        return problems.isEmpty()
                ? new Verdict.Untouched(Reason.NOT_ENABLED, Warnings.bounded(warnings))
                : new Verdict.Refused(Reason.RESERVED, problems);
    }

    private static Verdict in(
            PodView pod, Namespace namespace, Policies policies, OptIn.OptedIn optIn) {
        if (pod.isMirror()) {
            return untouched(Reason.MIRROR, "a mirror Pod may not refer to Secrets: not injected");
        }
        if (pod.isForWindows()) {
            return untouched(
                    Reason.WINDOWS,
                    "the migrator runs on Linux: a Pod for Windows is not injected");
        }
        Selection selection = Selection.of(optIn, namespace.name(), policies);
        return selection.problems().isEmpty()
                ? inject(pod.tree(), namespace, selection.effective(), optIn.warnings())
                : new Verdict.Refused(Reason.POLICY, selection.problems());
    }

    private static Verdict untouched(Reason reason, String warning) {
        return new Verdict.Untouched(reason, List.of(warning));
    }

    private static Verdict inject(
            ObjectNode tree,
            Namespace namespace,
            List<EffectivePolicy> policies,
            List<String> warnings) {
        List<Problem> misshapen = PodShape.problems(tree);
        if (!misshapen.isEmpty()) {
            return new Verdict.Refused(Reason.MISSHAPEN, misshapen);
        }
        var pod = new PodView(tree, Names.containers(policies));
        var diagnostics = new Diagnostics();
        diagnostics.warnings(warnings);
        DesiredPod desired = Planner.plan(pod, namespace, policies, diagnostics);
        Reason reason = diagnostics.problems().isEmpty() ? Reason.RESERVED : Reason.UNFIT;
        diagnostics.problems(ReservedFields.labels(pod, desired.labels()));
        diagnostics.problems(ReservedFields.names(pod, desired));
        if (!diagnostics.problems().isEmpty()) {
            return new Verdict.Refused(reason, diagnostics.problems());
        }
        var placement =
                Placement.among(pod.initContainers(), policies.getFirst().find(Fields.POSITION));
        PodWarnings.addTo(pod, desired, placement, diagnostics);
        var editor = new PodEditor(tree);
        String hash = StatusAnnotation.hash(desired);
        new PodPatcher(pod, editor, desired, placement, diagnostics).apply(policies, hash);
        return new Verdict.Injected(
                editor.operations(), editor.pod(), diagnostics.warnings(), audit(policies, hash));
    }

    private static Map<String, String> audit(List<EffectivePolicy> policies, String hash) {
        return Map.of(
                "outcome",
                "injected",
                "spec-hash",
                hash,
                "policy",
                policies.stream()
                        .map(each -> each.name() + "@" + each.generation())
                        .collect(Collectors.joining(",")));
    }
}
