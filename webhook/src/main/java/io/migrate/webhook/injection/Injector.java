package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Fields;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The door of the engine.
public final class Injector {
    private Injector() {}

    /// Decides what becomes of a Pod and, if it gets a migration, how.
    ///
    /// @param tree the Pod as it was sent; it is not changed
    /// @param namespace that it is created in; the Pod itself may not say yet
    public static Verdict inject(ObjectNode tree, String namespace, Policies policies) {
        var pod = new PodView(tree);
        return switch (Annotations.read(pod.metadata())) {
            case OptIn.Wrong(var problems) -> new Verdict.Refused(problems);
            case OptIn.Out(var warnings) -> out(pod, warnings);
            case OptIn.In in -> in(pod, namespace, policies, in);
        };
    }

    private static Verdict out(PodView pod, List<String> warnings) {
        var problems = Reserved.labels(pod, Map.of());
        return problems.isEmpty()
                ? new Verdict.Untouched("not-enabled", warnings)
                : new Verdict.Refused(problems);
    }

    private static Verdict in(PodView pod, String namespace, Policies policies, OptIn.In optIn) {
        Selection selection = Selection.of(optIn, namespace, policies);
        var problems = new ArrayList<Problem>(selection.problems());
        Blueprint blueprint = Planner.plan(pod, selection.effective(), problems);
        problems.addAll(Reserved.labels(pod, blueprint.labels()));
        problems.addAll(Reserved.names(pod));
        if (!problems.isEmpty()) {
            return new Verdict.Refused(problems);
        }
        var effective = selection.effective();
        var wanted = effective.getFirst().find(Fields.POSITION);
        var placement =
                Placement.among(
                        pod.initContainers().stream()
                                .filter(each -> !Names.isOurs(PodView.name(each)))
                                .toList(),
                        wanted);
        var warnings = new ArrayList<String>(optIn.warnings());
        placement
                .pending()
                .ifPresent(anchor ->
                        warnings.add(
                                Fields.PREFIX
                                        + "position: init container "
                                        + anchor
                                        + " is not there (yet); placed "
                                        + placement.reason()));
        var editor = new PodEditor(pod.tree());
        new Application(editor, blueprint, placement, warnings).apply(effective);
        return new Verdict.Injected(
                editor.operations(), editor.pod(), warnings, audit(effective, blueprint));
    }

    private static Map<String, String> audit(List<EffectivePolicy> policies, Blueprint blueprint) {
        return Map.of(
                "outcome",
                "injected",
                "spec-hash",
                Status.hash(blueprint),
                "policy",
                policies.stream()
                        .map(each -> each.name() + "@" + each.generation())
                        .collect(Collectors.joining(",")));
    }
}
