package io.migrate.webhook.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.manifest.ManifestFormat;
import io.migrate.webhook.policy.EffectiveField;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.record.InjectedView;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes explanations as JSON.
public final class ExplainJson {
    private ExplainJson() {}

    /// All explanations, in one object.
    public static String write(List<ExplainedObject> all) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        var pods = root.putArray("pods");
        all.forEach(each -> write(each, pods.addObject()));
        return ManifestFormat.JSON.write(List.of(root));
    }

    private static void write(ExplainedObject explained, ObjectNode into) {
        var subject = explained.found().subject();
        var decision = explained.decision();
        into.put("where", explained.found().where())
                .put("kind", subject.noun())
                .put("name", subject.name())
                .put("path", subject.path())
                .put("namespace", explained.namespace())
                .put("optedIn", decision.asked().name().toLowerCase(Locale.ROOT))
                .put("outcome", explained.outcome());
        if (decision.verdict() instanceof Verdict.Untouched(var reason, _)) {
            into.put("reason", reason.toString());
        }
        var problems = into.putArray("problems");
        explained
                .problems()
                .forEach(each ->
                        problems.addObject()
                                .put("field", each.field())
                                .put("sentence", each.sentence()));
        var warnings = into.putArray("warnings");
        explained.warnings().forEach(warnings::add);
        var policies = into.putArray("policies");
        decision.policies().forEach(each -> write(each, policies.addObject()));
        decision.view().ifPresent(layout -> write(layout, into.putObject("layout")));
        if (decision.verdict() instanceof Verdict.Injected injected) {
            into.set("patch", injected.patch());
        }
    }

    private static void write(EffectivePolicy policy, ObjectNode into) {
        into.put("name", policy.name()).put("generation", policy.generation());
        var fields = into.putArray("fields");
        for (EffectiveField row : EffectiveField.of(policy)) {
            var field = fields.addObject().put("field", row.name());
            row.value().ifPresent(value -> field.put("value", value).put("origin", row.origin()));
        }
    }

    private static void write(InjectedView layout, ObjectNode into) {
        into.put("position", layout.position());
        var steps = into.putArray("initContainers");
        for (InjectedView.Step each : layout.initContainers()) {
            var step =
                    steps.addObject()
                            .put("name", each.name())
                            .put("role", each.role().name().toLowerCase(Locale.ROOT))
                            .put("image", each.image())
                            .put("runs", each.runs());
            var secrets = step.putArray("secrets");
            each.secrets().forEach(secrets::add);
        }
        var volumes = into.putArray("volumes");
        layout.volumes()
                .forEach(each ->
                        volumes.addObject().put("name", each.name()).put("kind", each.kind()));
        write(layout.labels(), into.putObject("labels"));
        var environment = into.putObject("env");
        layout.environment()
                .forEach((name, variables) -> write(variables, environment.putObject(name)));
        var pullSecrets = into.putArray("imagePullSecrets");
        layout.pullSecrets().forEach(pullSecrets::add);
    }

    private static void write(Map<String, String> texts, ObjectNode into) {
        texts.forEach(into::put);
    }
}
