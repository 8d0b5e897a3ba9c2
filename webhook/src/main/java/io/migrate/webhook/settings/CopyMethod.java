package io.migrate.webhook.settings;

/// How migrations are copied out of an image.
public enum CopyMethod {
    /// The image's own `cp` copies them into a volume.
    IMAGE,
    /// A static `cp` from the migrator image copies them, for images that have none.
    INJECTED,
    /// The image itself is mounted as a volume (KEP-4639), which every kubelet must support.
    IMAGE_VOLUME
}
