package io.migrate.webhook.injection;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Origin;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Position;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The one position of all migrations of a Pod, which are placed together.
record Positions(List<EffectivePolicy> policies) {
    /// Returns the position that the policies or an annotation ask for.
    Optional<Position> wanted(Diagnostics diagnostics) {
        var wanted = new LinkedHashSet<Position>();
        for (EffectivePolicy each : policies) {
            each.find(Fields.POSITION).ifPresent(wanted::add);
        }
        if (wanted.size() > 1) {
            diagnostics.problem(
                    Fields.POSITION.name(),
                    "differs between the Pod's policies, whose migrations are placed together: %s; set the same in all of them"
                            .formatted(
                                    policies.stream()
                                            .filter(each -> each.find(Fields.POSITION).isPresent())
                                            .map(Positions::text)
                                            .collect(Collectors.joining(", "))));
        }
        return wanted.stream().findFirst();
    }

    private static String text(EffectivePolicy policy) {
        return policy.text(Fields.POSITION).orElseThrow() + " (policy " + policy.name() + ")";
    }

    /// Returns the field or the annotation that asks for it, for messages.
    String field() {
        return policies.stream()
                .map(each -> each.origin(Fields.POSITION))
                .filter(origin -> !(origin instanceof Origin.BuiltIn))
                .findFirst()
                .map(origin ->
                        origin instanceof Origin.Annotation
                                ? Fields.PREFIX + "position"
                                : "position (" + origin.text() + ")")
                .orElseThrow();
    }
}
