package io.migrate.webhook.settings;

/// Whether images may be mounted as volumes: a server that does not know them drops them silently.
public enum ImageVolumes {
    NEVER,
    IF_SUPPORTED
}
