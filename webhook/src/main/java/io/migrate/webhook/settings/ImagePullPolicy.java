package io.migrate.webhook.settings;

/// When kubelet pulls the migrator image.
public enum ImagePullPolicy {
    ALWAYS("Always"),
    IF_NOT_PRESENT("IfNotPresent"),
    NEVER("Never");

    private final String text;

    ImagePullPolicy(String text) {
        this.text = text;
    }

    /// Returns the value that a Pod uses.
    public String text() {
        return text;
    }
}
