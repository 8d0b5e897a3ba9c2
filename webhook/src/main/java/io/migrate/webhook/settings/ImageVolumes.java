package io.migrate.webhook.settings;

/// Whether images may be mounted as volumes. API servers without support drop such volumes
/// silently.
public enum ImageVolumes {
    NEVER,
    IF_SUPPORTED
}
