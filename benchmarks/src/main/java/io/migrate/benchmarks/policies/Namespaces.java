package io.migrate.benchmarks.policies;

import io.migrate.benchmarks.cluster.Api;
import io.migrate.benchmarks.cluster.Load;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

/// Namespaces with a policy of their own each, which names a Secret that no other one names.
///
/// @param api as an administrator
record Namespaces(Api api) {
    private static final int AT_A_TIME = 16;
    private static final int CREATED = 201;
    private static final int CHANGED = 200;

    static String name(int number) {
        return "team-%05d".formatted(number);
    }

    /// The Secret that its policy names.
    static String secret(int number) {
        return "db-of-%05d".formatted(number);
    }

    /// Makes those that are missing.
    ///
    /// @param from how many there are
    /// @param to how many there are to be
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

    /// What such a policy is, as a file has it.
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

    /// Has one's policy name another Secret.
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
