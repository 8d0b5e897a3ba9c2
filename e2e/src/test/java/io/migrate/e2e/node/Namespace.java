package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.e2e.ProjectRoot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/// A namespace with the Pod Security Standard `restricted`, a PostgreSQL at `postgres`, and the
/// Secret `db-credentials`. Closing it deletes all of it.
public record Namespace(String name) implements AutoCloseable {
    /// Creates it, and waits for PostgreSQL.
    public static Namespace withDatabase(String name) {
        Namespace namespace = create(name);
        namespace.applied(resource("database.yaml"));
        namespace.kubectl(
                "create",
                "secret",
                "generic",
                "db-credentials",
                "--from-literal=database-url=postgresql://shop:change-me@postgres."
                        + name
                        + ".svc:5432/shop");
        namespace.awaitRollout("postgres");
        return namespace;
    }

    /// Creates it without a database.
    static Namespace create(String name) {
        // One of that name may be on its way out.
        Node.kubectl("delete", "namespace", name, "--ignore-not-found");
        Node.kubectl("create", "namespace", name);
        Node.kubectl("label", "namespace", name, "pod-security.kubernetes.io/enforce=restricted");
        var namespace = new Namespace(name);
        // Otherwise the first Pod may be refused.
        Node.await(
                "ServiceAccount",
                () -> namespace.tryKubectl("get", "serviceaccount", "default"),
                run -> run.exit() == 0);
        return namespace;
    }

    /// A manifest of `src/test/resources/node`.
    static String resource(String file) {
        try {
            return Files.readString(
                    ProjectRoot.root().resolve("e2e/src/test/resources/node").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs kubectl in it, expects success, and returns its output.
    String kubectl(String... arguments) {
        Node.Run run = tryKubectl(arguments);
        assertThat(run.exit()).as("%s: %s", String.join(" ", arguments), run.output()).isZero();
        return run.output();
    }

    /// Runs kubectl in it, whatever the exit code.
    Node.Run tryKubectl(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-n";
        all[1] = name;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Node.tryKubectl(all);
    }

    /// Applies a manifest, and returns what `kubectl` printed, with its warnings.
    public String applied(String manifest) {
        Node.Run run = Node.apply(name, manifest);
        assertThat(run.exit()).as(run.output()).isZero();
        return run.output();
    }

    /// Waits until its policies are in effect.
    void awaitPolicies() {
        kubectl(
                "wait",
                "mpol",
                "--all",
                "--for=condition=Ready",
                "--timeout=" + Node.PATIENCE.toSeconds() + "s");
    }

    void awaitRollout(String deployment) {
        kubectl(
                "rollout",
                "status",
                "deployment",
                deployment,
                "--timeout=" + Node.PATIENCE.toSeconds() + "s");
    }

    /// The column STATUS of a Pod, as `kubectl get pods` prints it.
    String status(String pod) {
        return columns("pod", pod).get(2);
    }

    /// The column RESTARTS of a Pod: how often its containers were started again.
    int restarts(String pod) {
        return Integer.parseInt(kubectl("get", "pod", pod, "--no-headers").split("\\s+", -1)[3]);
    }

    /// Waits until the column STATUS of a Pod is one of these.
    void awaitStatus(String pod, String... statuses) {
        Node.await(
                "Pod " + pod + " with status " + String.join(" or ", statuses),
                () -> status(pod),
                List.of(statuses)::contains);
    }

    /// The names of the Pods with a label.
    List<String> pods(String selector) {
        return kubectl("get", "pods", "-l", selector, "-o", "name")
                .lines()
                .map(line -> line.replace("pod/", ""))
                .toList();
    }

    /// Waits for an Event of ours about an object, and returns its message.
    ///
    /// @param object such as `Pod/api`
    String awaitEvent(String object, String reason) {
        return Node.await(
                        "Event " + reason + " of " + object,
                        () -> events(object, reason),
                        found -> !found.isEmpty())
                .getLast();
    }

    /// The messages of the Events about an object with a reason, oldest first.
    List<String> events(String object, String reason) {
        String kind = object.substring(0, object.indexOf('/'));
        String pod = object.substring(object.indexOf('/') + 1);
        JsonNode events =
                Node.json(
                        "-n",
                        name,
                        "events",
                        "--sort-by=.metadata.creationTimestamp",
                        "--field-selector",
                        "involvedObject.kind=%s,involvedObject.name=%s,reason=%s"
                                .formatted(kind, pod, reason));
        return StreamSupport.stream(events.path("items").spliterator(), false)
                .map(each -> each.path("message").asText())
                .toList();
    }

    /// The columns of `kubectl get KIND NAME`, which are separated by two spaces or more.
    private List<String> columns(String kind, String object) {
        return Pattern.compile(" {2,}")
                .splitAsStream(kubectl("get", kind, object, "--no-headers").strip())
                .toList();
    }

    /// The columns of `kubectl get mpol`.
    List<String> policy(String policy) {
        return columns("mpol", policy);
    }

    /// The ID of a container of a Pod that runs, as `crictl` takes it.
    String container(String pod, String container) {
        return Node.ok(
                        "crictl",
                        "ps",
                        "--quiet",
                        "--label",
                        "io.kubernetes.pod.namespace=" + name,
                        "--label",
                        "io.kubernetes.pod.name=" + pod,
                        "--label",
                        "io.kubernetes.container.name=" + container)
                .trim();
    }

    /// How often kubelet has restarted a container of a Pod.
    int restarts(String pod, String initContainer) {
        return Integer.parseInt(
                kubectl(
                        "get",
                        "pod",
                        pod,
                        "-o",
                        "jsonpath={.status.initContainerStatuses[?(@.name==\"%s\")].restartCount}"
                                .formatted(initContainer)));
    }

    /// Runs a query in the database `shop`, and returns its rows.
    List<String> query(String sql) {
        return query("shop", sql);
    }

    /// Runs a query in a database, and returns its rows.
    List<String> query(String database, String sql) {
        return inDatabase("psql -h /data -U shop -Atc \"$0\" \"$1\"", sql, database);
    }

    /// Creates more databases, and the Secret `databases` with their URLs under their names.
    void addDatabases(List<String> databases) {
        inDatabase(
                "for each in $0; do createdb -h /data -U shop \"$each\"; done",
                String.join(" ", databases));
        var create = new ArrayList<>(List.of("create", "secret", "generic", "databases"));
        databases.forEach(each ->
                create.add(
                        "--from-literal=%s=postgresql://shop:change-me@postgres.%s.svc:5432/%s"
                                .formatted(each, name, each)));
        kubectl(create.toArray(String[]::new));
    }

    private List<String> inDatabase(String script, String... arguments) {
        var command = new ArrayList<>(List.of("exec", "deployment/postgres", "--", "sh", "-ec"));
        command.add(
                "export PATH=$(echo /usr/lib/postgresql/*/bin):$PATH PGPASSWORD=change-me; "
                        + script);
        command.addAll(List.of(arguments));
        return kubectl(command.toArray(String[]::new)).lines().toList();
    }

    @Override
    public void close() {
        Node.kubectl("delete", "namespace", name, "--wait=false");
        kubectl("delete", "pods", "--all", "--grace-period=1", "--wait=false");
    }
}
