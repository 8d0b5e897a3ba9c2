package io.migrate.benchmarks.policies;

import io.migrate.benchmarks.cluster.Api;
import io.migrate.benchmarks.cluster.Load;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

/// Creates namespaces, each with its own policy that names its own Secret.
///
/// @param api client with administrator rights
record Namespaces(Api api) {
    private static final int AT_A_TIME = 16;
    private static final int CREATED = 201;
    private static final int CHANGED = 200;

    static String name(int number) {
        return "team-%05d".formatted(number);
    }

    /// The Secret that the namespace's policy names.
    static String secret(int number) {
        return "db-of-%05d".formatted(number);
    }

    /// Creates the missing namespaces.
    ///
    /// @param from the current number
    /// @param to the desired number
    void grow(int from, int to) throws IOException, InterruptedException, ExecutionException {
        Load<Api.Answer> load = Load.of(to - from, AT_A_TIME, i -> () -> make(from + i));
        for (Api.Answer each : load.answers()) {
            check(each, CREATED);
        }
    }

    private Api.Answer make(int number) throws InterruptedException {
        Api.Answer namespace =
                api.create(
                        "/api/v1/namespaces",
                        """
                        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s",
                         "labels": {"team": "%s", "pod-security.kubernetes.io/enforce": "restricted"}}}
                        """
                                .formatted(name(number), name(number)));
        return namespace.status() == CREATED
                ? api.create(policies(number), policy(number))
                : namespace;
    }

    private static String policies(int number) {
        return "/apis/migrate.io/v1alpha1/namespaces/" + name(number) + "/migrationpolicies";
    }

    /// The manifest of the namespace's policy.
    static String policy(int number) {
        return """
        {"apiVersion": "migrate.io/v1alpha1", "kind": "MigrationPolicy",
         "metadata": {"name": "default", "namespace": "%s"},
         "spec": {"database": {"urlSecretKeyRef": {"name": "%s", "key": "database-url"}},
          "source": {"type": "Container", "container": {"name": "api", "path": "/app/drizzle"}},
          "run": {"connectTimeout": "2m", "lockTimeout": "5s", "statementTimeout": "0s", "timeout": "8m"},
          "podLabels": {"migrate.io/db-access": "%s"},
          "annotationOverrides": ["source", "target"]}}
        """
                .formatted(name(number), secret(number), name(number));
    }

    /// Changes the Secret in a namespace's policy.
    void edit(int number, String secret) throws IOException, InterruptedException {
        check(
                api.patch(
                        policies(number) + "/default",
                        """
                        {"spec": {"database": {"urlSecretKeyRef": {"name": "%s"}}}}
                        """
                                .formatted(secret)),
                CHANGED);
    }

    private static void check(Api.Answer answer, int status) throws IOException {
        if (answer.status() != status) {
            throw new IOException(answer.status() + " " + answer.body());
        }
    }
}
