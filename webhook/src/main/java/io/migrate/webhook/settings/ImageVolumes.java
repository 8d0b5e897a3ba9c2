package io.migrate.webhook.settings;

/// Whether images may be mounted as volumes.
public enum ImageVolumes {
    NEVER,
    /// If the API server and every Node support it. API servers without support drop such volumes
    /// silently, and Nodes without it do not start the Pod.
    IF_SUPPORTED
}
