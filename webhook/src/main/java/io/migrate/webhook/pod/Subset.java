package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;

/// Whether the desired state is already present. Additions by others do not count as differences:
/// the API server's defaults, another injector's variables, the registry of a mirror. Which
/// additions these are, {@link ContainerFields} and {@link VolumeFields} say field by field.
public final class Subset {
    private Subset() {}

    /// Whether an injected container is present and does its work.
    public static boolean holdsContainer(JsonNode intended, JsonNode present) {
        return FieldRule.object(ContainerFields.RULES).accepts(intended, present)
                && OpenPaths.leaveFree(intended, present);
    }

    /// Whether the image of an injected container is present, perhaps under a mirror's name.
    public static boolean holdsImage(JsonNode intended, JsonNode present) {
        return ContainerFields.mirrored(intended.path("image"), present.path("image"));
    }

    /// Returns what takes the place of an injected container that differs: the intended one, with
    /// the image of a mirror and the pull policy of an admission plugin, without which it may not
    /// start or be refused.
    public static ObjectNode replacement(ObjectNode intended, JsonNode present) {
        ObjectNode replacement = intended.deepCopy();
        for (String field : List.of("image", "imagePullPolicy")) {
            if (present.has(field)
                    && ContainerFields.RULES
                            .get(field)
                            .accepts(intended.path(field), present.path(field))) {
                replacement.set(field, present.path(field));
            }
        }
        return replacement;
    }

    /// Whether an injected volume is present, with nothing else in it.
    public static boolean holdsVolume(JsonNode intended, JsonNode present) {
        return VolumeFields.VOLUME.accepts(intended, present);
    }

    /// Whether an environment variable of the application is present with the same value.
    public static boolean holdsVariable(JsonNode intended, JsonNode present) {
        return ContainerFields.APPLICATION_VARIABLE.accepts(intended, present);
    }
}
