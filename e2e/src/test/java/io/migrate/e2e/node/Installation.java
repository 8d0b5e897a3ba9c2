package io.migrate.e2e.node;

import io.migrate.e2e.ProjectRoot;

import java.util.ArrayList;
import java.util.List;

/// The product in the cluster, installed from the manifests as they are.
final class Installation {
    static final String NAMESPACE = "migrate-io-system";

    private Installation() {}

    /// Installs it, unless it is there, and waits until it is ready.
    static void ensure() {
        Node.require();
        if (Node.tryKubectl("get", "namespace", NAMESPACE).exit() != 0) {
            Node.kubectl("apply", "-k", "manifests/base");
        }
        awaitReady();
    }

    /// Runs `migrate-webhook doctor` as an administrator does, whatever its exit code.
    static Node.Run doctor(String... arguments) {
        var all =
                new ArrayList<String>(
                        List.of(
                                "in",
                                ProcessHandle.current().info().command().orElse("java"),
                                "-jar",
                                ProjectRoot.root()
                                        .resolve("webhook/target/migrate-webhook.jar")
                                        .toString(),
                                "doctor",
                                "--kubeconfig=" + Node.folder().resolve("pki/admin.conf")));
        all.addAll(List.of(arguments));
        return Node.run(all.toArray(String[]::new));
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
