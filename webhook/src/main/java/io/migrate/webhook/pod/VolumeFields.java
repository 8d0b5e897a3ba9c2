package io.migrate.webhook.pod;

import static java.util.Map.entry;

import java.util.Map;

/// What others may change about an injected volume. Everything else must be as intended: a second
/// source, or a selection of files.
final class VolumeFields {
    private static final FieldRule OPEN = FieldRule::open;

    /// The API server sets a default.
    private static final Map<String, FieldRule> FILES = Map.of("defaultMode", OPEN);

    /// The rule for a whole volume.
    static final FieldRule VOLUME =
            FieldRule.object(
                    Map.ofEntries(
                            entry("emptyDir", source(Map.of("medium", OPEN, "sizeLimit", OPEN))),
                            entry("configMap", source(FILES)),
                            entry("secret", source(FILES)),
                            entry("projected", source(FILES)),
                            entry("persistentVolumeClaim", source(Map.of())),
                            entry(
                                    "image",
                                    source(
                                            Map.of(
                                                    "reference",
                                                    ContainerFields::mirrored,
                                                    "pullPolicy",
                                                    OPEN)))));

    private VolumeFields() {}

    private static FieldRule source(Map<String, FieldRule> members) {
        return FieldRule.ifIntended(FieldRule.object(members));
    }
}
