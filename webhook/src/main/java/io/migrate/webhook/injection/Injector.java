package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.OtherInitContainers;
import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.pod.PodEditor;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.record.SpecHash;
import io.migrate.webhook.record.StatusAnnotation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/// The entry point of the engine.
public final class Injector {
    private Injector() {}

    /// Returns what happens to a Pod.
    ///
    /// @param tree the Pod as it was sent; it is not changed
    /// @param namespace that the Pod is created in; the Pod itself may not name it yet
    public static Verdict inject(ObjectNode tree, Namespace namespace, Policies policies) {
        return decide(tree, namespace, policies).verdict();
    }

    /// Returns what happens to a Pod, and the policies that the decision is based on.
    ///
    /// @param tree the Pod as it was sent; it is not changed
    /// @param namespace that the Pod is created in; the Pod itself may not name it yet
    public static Decision decide(ObjectNode tree, Namespace namespace, Policies policies) {
        OptIn optIn = Annotations.read(tree.path("metadata"), policies.constraints().unknownKeys());
        Selection selection =
                switch (optIn) {
                    case OptIn.OptedIn in -> Selection.of(in, namespace.name(), policies);
                    case OptIn.OptedOut _, OptIn.Invalid _ -> Selection.NONE;
                };
        var pod = new PodView(tree, Names.containers(selection.effective()));
        Verdict verdict =
                pod.isOptedOut()
                        ? new Verdict.Untouched(Reason.OPTED_OUT, List.of())
                        : verdict(optIn, selection, pod, namespace);
        return new Decision(asked(optIn), selection.effective(), verdict);
    }

    private static Decision.Asked asked(OptIn optIn) {
        return switch (optIn) {
            case OptIn.OptedIn _ -> Decision.Asked.YES;
            case OptIn.OptedOut _ -> Decision.Asked.NO;
            case OptIn.Invalid _ -> Decision.Asked.UNCLEAR;
        };
    }

    private static Verdict verdict(
            OptIn optIn, Selection selection, PodView pod, Namespace namespace) {
        return switch (optIn) {
            case OptIn.Invalid(var problems) -> new Verdict.Refused(Reason.ANNOTATIONS, problems);
            case OptIn.OptedOut(var warnings) ->
                    Objections.refusal(ReservedFields.withoutInjection(pod))
                            .orElseGet(() ->
                                    new Verdict.Untouched(
                                            Reason.NOT_ENABLED, Warnings.bounded(warnings)));
            case OptIn.OptedIn(_, _, var warnings) ->
                    unsupported(pod)
                            .or(() -> Objections.refusal(selection.objections()))
                            .or(() -> Objections.refusal(PodShape.objections(pod.tree())))
                            .orElseGet(() -> inject(pod, namespace, selection, warnings));
        };
    }

    private static Optional<Verdict> unsupported(PodView pod) {
        if (pod.isMirror()) {
            return untouched(Reason.MIRROR, "not injected: a mirror Pod cannot reference Secrets");
        }
        return pod.isForWindows()
                ? untouched(
                        Reason.WINDOWS,
                        "not injected: the Pod is for Windows, and the migrator runs on Linux")
                : Optional.empty();
    }

    private static Optional<Verdict> untouched(Reason reason, String warning) {
        return Optional.of(new Verdict.Untouched(reason, List.of(warning)));
    }

    private static Verdict inject(
            PodView pod, Namespace namespace, Selection selection, List<String> warnings) {
        var diagnostics = new Diagnostics();
        diagnostics.warnings(warnings);
        List<EffectivePolicy> policies = selection.effective();
        var others =
                new OtherInitContainers(
                        pod, DatabaseSecrets.of(pod, policies), DatabaseSecrets.volumes(policies));
        var placement = Placement.among(others, new Positions(policies).wanted(diagnostics));
        DesiredPod desired = Planner.plan(pod, namespace, placement, policies, diagnostics);
        return Objections.refusal(
                        diagnostics.objections(),
                        ReservedFields.objections(pod, desired),
                        PresentImages.objections(pod, desired, selection))
                .orElseGet(() -> patch(others, desired, placement, policies, diagnostics));
    }

    private static Verdict patch(
            OtherInitContainers others,
            DesiredPod desired,
            Placement placement,
            List<EffectivePolicy> policies,
            Diagnostics diagnostics) {
        PodView pod = others.pod();
        new PodWarnings(pod, policies).collect(desired, placement, diagnostics);
        var editor = new PodEditor(pod.tree());
        String hash = SpecHash.of(desired);
        StatusAnnotation status =
                new PodPatcher(pod, editor, desired, placement, diagnostics).apply(policies, hash);
        if (placement.basis() == Placement.Basis.POD) {
            var patched = new PodView(editor.pod(), pod.injected());
            new PlacementWarnings(patched, others).all().forEach(diagnostics::warning);
        }
        return new Verdict.Injected(
                editor.operations(),
                editor.pod(),
                status,
                diagnostics.warnings(),
                audit(policies, hash));
    }

    private static Map<String, String> audit(List<EffectivePolicy> policies, String hash) {
        return Map.of("outcome", "injected", "spec-hash", hash, "policy", versions(policies));
    }

    private static String versions(List<EffectivePolicy> policies) {
        var versions = new StringJoiner(",");
        for (EffectivePolicy each : policies) {
            versions.add(each.name() + "@" + each.generation());
        }
        return versions.toString();
    }
}
