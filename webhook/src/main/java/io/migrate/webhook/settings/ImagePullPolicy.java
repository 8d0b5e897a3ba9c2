package io.migrate.webhook.settings;

/// When kubelet pulls the migrator's image, in Kubernetes' own words.
public enum ImagePullPolicy {
    ALWAYS("Always"),
    IF_NOT_PRESENT("IfNotPresent"),
    NEVER("Never");

    private final String text;

    ImagePullPolicy(String text) {
        this.text = text;
    }

    /// As a Pod writes it.
    public String text() {
        return text;
    }
}
