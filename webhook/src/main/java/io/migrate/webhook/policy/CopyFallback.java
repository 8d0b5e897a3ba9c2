package io.migrate.webhook.policy;

import io.migrate.webhook.nodes.ImageVolumeSupport;
import io.migrate.webhook.settings.CopyMethod;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.ImageVolumes;
import io.migrate.webhook.settings.Source;

import java.util.Optional;

/// What takes the place of an image volume where policies ask for one and a Node may be unable to
/// mount it: `Injected`, because it is the only copy method that works for every image. An image
/// that worked as a volume must not fail because it has no `cp`.
final class CopyFallback {
    private CopyFallback() {}

    /// Returns the policy as it applies on these Nodes.
    static EffectivePolicy on(ImageVolumeSupport support, EffectivePolicy policy) {
        if (policy.find(Fields.IMAGE_VOLUMES).orElse(ImageVolumes.NEVER)
                != ImageVolumes.IF_SUPPORTED) {
            return policy;
        }
        return support.obstacle()
                .flatMap(reason -> layer(policy, reason))
                .map(policy::with)
                .orElse(policy);
    }

    private static Optional<Layer> layer(EffectivePolicy policy, String reason) {
        return policy.find(Fields.SOURCE)
                .flatMap(CopyFallback::copyMethod)
                .filter(field -> policy.get(field) == CopyMethod.IMAGE_VOLUME)
                .map(field ->
                        new Layer.Builder(new Origin.Nodes(reason))
                                .put(field, CopyMethod.INJECTED)
                                .build());
    }

    private static Optional<Field<CopyMethod>> copyMethod(Source source) {
        return switch (source) {
            case Source.Container _ -> Optional.of(Fields.CONTAINER_COPY_METHOD);
            case Source.Image _ -> Optional.of(Fields.IMAGE_COPY_METHOD);
            case Source.ConfigMap _, Source.PersistentVolumeClaim _, Source.Migrator _ ->
                    Optional.empty();
        };
    }
}
