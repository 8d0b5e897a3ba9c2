package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A Node that loses its power and starts again, with Pods of all kinds of sources. Kubelet then
/// runs their init containers once more, over the volumes that are there.
///
/// There is one reboot; the tests look at what follows, in the order of time.
@Tag("node")
@TestMethodOrder(OrderAnnotation.class)
class RebootTest {
    /// Pods of one kind.
    ///
    /// @param policy which says where the migrations are
    private record Kind(String name, String image, String policy) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("writable", "orders:1", "orders"),
                    new Kind("busybox", "read-only:busybox", "image"),
                    new Kind("coreutils", "read-only:coreutils", "image"),
                    new Kind("bare", "read-only:bare", "injected"));
    private static final String HISTORY = "SELECT * FROM flyway_schema_history ORDER BY 1";

    private static Namespace shop;
    private static Namespace blocked;
    private static List<List<String>> histories;

    /// Starts the Pods, keeps the database from starting again, and reboots.
    @BeforeAll
    static void reboot() {
        Installation.ensure();
        shop = Namespace.withDatabase("reboot");
        shop.query("CREATE DATABASE orders");
        createSecret(shop, "orders-credentials", "orders");
        shop.applied(policies());
        create(shop, pods());
        blocked = Namespace.create("reboot-blocked");
        createSecret(blocked, "db-credentials", "shop");
        blocked.applied(policy("default", "db-credentials", "path: /app/drizzle"));
        create(blocked, pod("blocked", new Kind("", "read-only:busybox", "default"), ""));
        names().forEach(pod -> shop.awaitStatus(pod, "Running"));
        blocked.awaitStatus("blocked", "Running");
        histories = histories();

        makeUnwritable(blocked, "blocked");
        shop.kubectl("exec", "deployment/postgres", "--", "touch", "/data/down");
        Node.ok("reboot");
    }

    @AfterAll
    static void delete() {
        Stream.of(shop, blocked).filter(Objects::nonNull).forEach(Namespace::close);
    }

    @Test
    @Order(1)
    void theyWaitForTheDatabase() {
        for (String pod : names()) {
            Node.await(
                    "log of " + pod + " about the database",
                    () -> log(pod),
                    text -> text.contains("refused") && !text.contains("nothing to do"));
        }
        assertThat(names())
                .allSatisfy(
                        pod -> assertThat(shop.events("Pod/" + pod, "MigrationFailed")).isEmpty());
    }

    @Test
    @Order(2)
    void aCopyThatFailsIsTold() {
        assertThat(blocked.awaitEvent("Pod/blocked", "MigrationBlocked"))
                .contains("cannot copy the migrations from image")
                .contains("Permission denied")
                .contains("Delete the Pod");
        Node.await(
                "kubectl get mpol: not migrated",
                () -> blocked.policy("default").subList(5, 7),
                List.of("1", "0")::equals);
        assertThat(Installation.doctor().output())
                .contains("Pod/reboot-blocked/blocked")
                .contains("Permission denied");
    }

    @Test
    @Order(3)
    void allRunAgain() {
        shop.kubectl("exec", "deployment/postgres", "--", "rm", "/data/down");

        names().forEach(pod -> shop.awaitStatus(pod, "Running"));

        assertThat(names()).allSatisfy(pod -> assertThat(log(pod)).contains("nothing to do"));
        assertThat(histories()).isEqualTo(histories);
        Installation.awaitReady();
        for (String policy : List.of("orders", "image", "injected")) {
            String count = policy.equals("image") ? "4" : "2";
            Node.await(
                    "kubectl get mpol: all migrated",
                    () -> shop.policy(policy).subList(5, 8),
                    List.of(count, count, "0")::equals);
        }
    }

    /// Creates Pods as soon as the webhook knows their policies.
    private static void create(Namespace namespace, String manifest) {
        Node.await(
                "Pods admitted",
                () -> Node.apply(namespace.name(), manifest),
                run -> run.exit() == 0);
    }

    private static void createSecret(Namespace namespace, String name, String database) {
        namespace.kubectl(
                "create",
                "secret",
                "generic",
                name,
                "--from-literal=database-url=postgresql://shop:change-me@postgres.%s.svc:5432/%s"
                        .formatted(shop.name(), database));
    }

    private static String policies() {
        return policy("orders", "orders-credentials", "path: /app/migrations")
                + policy("image", "db-credentials", "path: /app/drizzle")
                + policy("injected", "db-credentials", "path: /app/drizzle, copyMethod: Injected");
    }

    private static String policy(String name, String secret, String source) {
        return """
        ---
        apiVersion: migrate.io/v1alpha1
        kind: MigrationPolicy
        metadata: {name: %s}
        spec:
          database: {urlSecretKeyRef: {name: %s, key: database-url}}
          source: {type: Container, container: {name: app, %s}}
          run: {connectTimeout: 15m, timeout: 20m}
        """
                .formatted(name, secret, source);
    }

    private static String pods() {
        var manifest = new StringBuilder();
        for (Kind kind : KINDS) {
            manifest.append(pod(kind.name(), kind, ""));
            manifest.append(pod(kind.name() + "-group", kind, "fsGroup: 10001, "));
        }
        return manifest.toString();
    }

    private static String pod(String name, Kind kind, String group) {
        return """
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          annotations: {migrate.io/enabled: "true", migrate.io/policy: %s}
        spec:
          securityContext: {%srunAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}
          containers:
          - name: app
            image: registry.example.com/%s
            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """
                .formatted(name, kind.policy(), group, kind.image());
    }

    private static List<String> names() {
        return KINDS.stream()
                .flatMap(each -> Stream.of(each.name(), each.name() + "-group"))
                .toList();
    }

    /// The log of a Pod's migrator.
    private static String log(String pod) {
        String policy =
                KINDS.stream()
                        .filter(each -> pod.startsWith(each.name()))
                        .findFirst()
                        .orElseThrow()
                        .policy();
        return shop.tryKubectl("logs", pod, "-c", "migrate-" + policy).output();
    }

    private static List<List<String>> histories() {
        return List.of(shop.query(HISTORY), shop.query("orders", HISTORY));
    }

    /// Gives a folder of a Pod's copy to root.
    private static void makeUnwritable(Namespace namespace, String pod) {
        String uid = namespace.kubectl("get", "pod", pod, "-o", "jsonpath={.metadata.uid}");
        Node.ok(
                "in",
                "sh",
                "-ec",
                "cd /var/lib/kubelet/pods/$0/volumes/kubernetes.io~empty-dir/*/meta;"
                        + " chown 0:0 .; chmod 555 .",
                uid);
    }
}
