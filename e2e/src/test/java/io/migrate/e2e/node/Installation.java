package io.migrate.e2e.node;

import io.migrate.e2e.ProjectRoot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// The product in the cluster, installed from the manifests as they are.
public final class Installation {
    static final String NAMESPACE = "migrate-io-system";

    private Installation() {}

    /// Installs it, unless it is there, and waits until it is ready.
    public static void ensure() {
        Node.require();
        if (!isPresent()) {
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

    /// Makes the cluster one without it.
    static void ensureAbsent() {
        Node.require();
        if (isPresent()) {
            uninstall();
        }
    }

    private static boolean isPresent() {
        return Node.tryKubectl("get", "namespace", NAMESPACE).exit() == 0;
    }

    /// Runs the commands of `docs/uninstall.md` in their order.
    static void uninstall() {
        commands().forEach(each -> Node.kubectl(each.split(" ")));
    }

    private static List<String> commands() {
        try {
            return Files.readAllLines(ProjectRoot.root().resolve("docs/uninstall.md")).stream()
                    .filter(each -> each.startsWith("$ kubectl delete "))
                    .map(each -> each.substring("$ kubectl ".length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until all replicas are ready.
    public static void awaitReady() {
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
