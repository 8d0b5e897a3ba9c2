package io.migrate.webhook.settings;

/// How migrations come out of an image.
public enum CopyMethod {
    /// The image's own `cp` copies them into a volume.
    IMAGE,
    /// A static `cp` from the migrator image does, for images that have none.
    INJECTED,
    /// The image itself is mounted (KEP-4639): only where every kubelet can.
    IMAGE_VOLUME
}
