package io.migrate.e2e.node;

/// The product in the cluster, installed from the manifests as they are.
final class Installation {
    private static final String NAMESPACE = "migrate-io-system";

    private Installation() {}

    /// Installs it, unless it is there, and waits until it is ready.
    static void ensure() {
        Node.require();
        if (Node.tryKubectl("get", "namespace", NAMESPACE).exit() != 0) {
            Node.kubectl("apply", "-k", "manifests/base");
        }
        awaitReady();
    }

    static void awaitReady() {
        for (String name : new String[] {"migrate-io-webhook", "migrate-io-observer"}) {
            Node.kubectl(
                    "-n",
                    NAMESPACE,
                    "rollout",
                    "status",
                    "deployment",
                    name,
                    "--timeout=" + Node.PATIENCE.toSeconds() + "s");
        }
    }
}
