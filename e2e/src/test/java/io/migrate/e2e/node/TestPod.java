package io.migrate.e2e.node;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A Pod as the Pod Security Standard `restricted` wants it, whose application does nothing but
/// run.
///
/// @param name of the Pod, and the value of its label `app`
/// @param annotations without the prefix `migrate.io/`
record TestPod(String name, String image, Map<String, String> annotations) {
    /// Has an application and Flyway's migrations in `/app/migrations`.
    static final String ORDERS = "registry.example.com/orders:1";

    /// Has Drizzle's migrations in `/app/drizzle`, and no `cp`.
    static final String BARE = "registry.example.com/read-only:bare";

    /// A Pod that migrates, from its own image if no source is named.
    static TestPod migrating(String name) {
        return new TestPod(
                name, ORDERS, Map.of("enabled", "true", "source", "container/app:/app/migrations"));
    }

    TestPod of(String otherImage) {
        return new TestPod(name, otherImage, annotations);
    }

    TestPod with(String annotation, String value) {
        var all = new TreeMap<>(annotations);
        all.put(annotation, value);
        return new TestPod(name, image, all);
    }

    TestPod without(String annotation) {
        var all = new TreeMap<>(annotations);
        all.remove(annotation);
        return new TestPod(name, image, all);
    }

    /// The manifest of the Pod, which begins with a separator.
    String manifest() {
        return """
        ---
        apiVersion: v1
        kind: Pod
        metadata:
        %s
        spec:
        %s
        """
                .formatted(metadata().indent(2), spec().indent(2));
    }

    private String metadata() {
        return """
        name: %s
        labels: {app: %s}
        annotations: {%s}
        """
                .formatted(
                        name,
                        name,
                        annotations.entrySet().stream()
                                .map(each ->
                                        "migrate.io/%s: \"%s\""
                                                .formatted(each.getKey(), each.getValue()))
                                .collect(Collectors.joining(", ")));
    }

    private String spec() {
        return """
        terminationGracePeriodSeconds: 1
        securityContext: {runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001, seccompProfile: {type: RuntimeDefault}}
        containers:
        - name: app
          image: %s
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """
                .formatted(image);
    }
}
