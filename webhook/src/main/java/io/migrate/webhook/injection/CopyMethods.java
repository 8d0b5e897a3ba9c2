package io.migrate.webhook.injection;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Origin;
import io.migrate.webhook.settings.CopyMethod;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Source;
import io.migrate.webhook.settings.Types;

import java.util.Optional;

/// Notices a copy method that has no effect, because a stronger source is of another type: the
/// method was chosen for another image, and this one may need it too.
final class CopyMethods {
    private CopyMethods() {}

    static Optional<String> warning(EffectivePolicy policy, Source source) {
        return switch (source) {
            case Source.Container _ ->
                    unused(policy, Fields.IMAGE_COPY_METHOD, Fields.CONTAINER_COPY_METHOD);
            case Source.Image _ ->
                    unused(policy, Fields.CONTAINER_COPY_METHOD, Fields.IMAGE_COPY_METHOD);
            case Source.ConfigMap _, Source.PersistentVolumeClaim _, Source.Migrator _ ->
                    Optional.empty();
        };
    }

    private static Optional<String> unused(
            EffectivePolicy policy, Field<CopyMethod> unused, Field<CopyMethod> used) {
        CopyMethod method = policy.get(unused);
        if (method == CopyMethod.IMAGE || policy.isSet(used)) {
            return Optional.empty();
        }
        Origin origin = policy.origin(Fields.SOURCE);
        String source =
                origin instanceof Origin.Annotation
                        ? Fields.PREFIX + "source"
                        : "source (" + origin.text() + ")";
        return Optional.of(
                "%s: %s %s (%s) is for another type of source and has no effect; if this image has no cp, set the source and %s in a policy"
                        .formatted(
                                source,
                                unused.name(),
                                Types.camel(method),
                                policy.origin(unused).text(),
                                used.name()));
    }
}
