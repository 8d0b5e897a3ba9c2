package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

/// Whether the desired state is already present. Additions by others do not count as differences:
/// the API server's defaults, another injector's variables, the registry of a mirror. Which
/// additions these are, {@link ContainerFields} and {@link VolumeFields} say field by field.
public final class Subset {
    private Subset() {}

    /// Whether an injected container is present and does its work.
    public static boolean holdsContainer(JsonNode intended, JsonNode present) {
        return ContainerFields.CONTAINER.accepts(intended, present)
                && OpenPaths.leaveFree(intended, present);
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
