package io.migrate.webhook.admission;

/// The kinds of reviews.
enum Endpoint {
    /// Patches for new Pods.
    PODS("/mutate"),
    /// Validation of objects with a Pod template; never a patch.
    WORKLOADS("/workloads");

    private final String path;

    Endpoint(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }
}
