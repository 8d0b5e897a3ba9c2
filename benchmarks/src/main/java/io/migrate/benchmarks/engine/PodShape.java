package io.migrate.benchmarks.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.benchmarks.pods.Pods;

/// Pods that differ in one dimension.
public enum PodShape {
    /// The smallest Pod that an API server sends.
    KIB_2("2 KiB"),
    /// A Pod with some settings.
    KIB_20("20 KiB"),
    /// A very large Pod.
    KIB_300("300 KiB"),
    /// Close to etcd's size limit.
    MIB_1("1 MiB"),
    /// One container without variables.
    CONTAINERS_1("1 container"),
    /// Ten containers.
    CONTAINERS_10("10 containers"),
    /// A hundred containers.
    CONTAINERS_100("100 containers"),
    /// Two thousand variables in one container.
    VARIABLES_2000("2,000 variables");

    private final String text;

    PodShape(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    ObjectNode pod() {
        return switch (this) {
            case KIB_2 -> Pods.sized(1, 2 * 1024);
            case KIB_20 -> Pods.sized(1, 20 * 1024);
            case KIB_300 -> Pods.sized(1, 300 * 1024);
            case MIB_1 -> Pods.sized(1, 1024 * 1024);
            case CONTAINERS_1 -> Pods.of(1, 0);
            case CONTAINERS_10 -> Pods.of(10, 0);
            case CONTAINERS_100 -> Pods.of(100, 0);
            case VARIABLES_2000 -> Pods.of(1, 2000);
        };
    }
}
