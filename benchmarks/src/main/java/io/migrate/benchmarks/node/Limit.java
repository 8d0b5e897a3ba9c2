package io.migrate.benchmarks.node;

/// The share of a core that the migrator may use. Without one, the application has no resources
/// either: then none are set on what is injected.
enum Limit {
    NONE("no-limit", "default", "{}"),
    HALF("500m", "half", Limit.RESOURCES),
    TENTH("100m", "tenth", Limit.RESOURCES);

    private static final String RESOURCES =
            "{\"requests\": {\"cpu\": \"100m\", \"memory\": \"192Mi\"}, \"limits\": {\"memory\":"
                    + " \"384Mi\"}}";

    private final String word;
    private final String policy;
    private final String resources;

    Limit(String word, String policy, String resources) {
        this.word = word;
        this.policy = policy;
        this.resources = resources;
    }

    /// For names of figures.
    String word() {
        return word;
    }

    /// The policy that sets it.
    String policy() {
        return policy;
    }

    /// The application's resources, as JSON.
    String resources() {
        return resources;
    }
}
