package io.migrate.webhook.admission;

/// What reviews are asked for.
enum Endpoint {
    /// Patches for new Pods.
    PODS("/mutate"),
    /// An opinion on objects that Pods are made from; never a patch.
    WORKLOADS("/workloads");

    private final String path;

    Endpoint(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }
}
