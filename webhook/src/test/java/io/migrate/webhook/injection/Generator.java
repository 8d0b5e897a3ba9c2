package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodPaths;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Generates Pods that an API server could send: each parent is present, null, empty or missing;
/// every level has unknown fields; migrate.io annotations are mostly valid; other injectors have
/// left their parts.
final class Generator {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final List<String> INIT_NAMES =
            List.of(
                    "warm-up",
                    "wait-for-dns",
                    "istio-init",
                    "istio-validation",
                    "istio-proxy",
                    "linkerd-init",
                    "linkerd-network-validator",
                    "linkerd-proxy",
                    "vault-agent-init",
                    "vault-agent",
                    "cloud-sql-proxy",
                    "daprd",
                    "connector",
                    "part-of-api");

    private static final List<String> NAMES = List.of("api", "worker", "istio-proxy", "log");

    private static final List<String> QUANTITIES =
            List.of("0", "1", "100m", "0.5", "1e3", "128974848", "64Mi", "1Gi", "1k", ".5", "5u");

    private static final Map<String, List<String>> ANNOTATIONS =
            Map.ofEntries(
                    Map.entry("format", List.of("auto", "flyway", "golang-migrate", "liquibase")),
                    Map.entry("mode", List.of("migrate", "validate", "wait")),
                    Map.entry("database-secret", List.of("pg/url", "db.owner/uri", "nothing")),
                    Map.entry("target", List.of("7", "20250101_add orders", "$(PGPASSWORD)")),
                    Map.entry("search-path", List.of("shop", "shop, public", "Größe")),
                    Map.entry("history-schema", List.of("ops")),
                    Map.entry("history-table", List.of("shop_history", "a/b~c")),
                    Map.entry("role", List.of("shop_owner", "o'brien", "\"")),
                    Map.entry("timeout", List.of("9m", "1h30m", "soon")),
                    Map.entry("connect-timeout", List.of("500ms", "0s")),
                    Map.entry("lock-timeout", List.of("1s")),
                    Map.entry("statement-timeout", List.of("2m")),
                    Map.entry(
                            "position",
                            List.of(
                                    "after/warm-up",
                                    "before/istio-init",
                                    "after/not-there",
                                    "before/vault-agent-init")),
                    Map.entry("backup-first", List.of("true")),
                    Map.entry("enabled2", List.of("true")));

    private static final List<String> SOURCES =
            List.of(
                    "container/api:/app/drizzle",
                    "container/warm-up:/sql",
                    "container/worker:/sql/with space",
                    "image/registry.example.com:5000/sql:7:/sql",
                    "configmap/shop-sql",
                    "pvc/shop-sql:/releases/7",
                    "migrator");

    private final RandomGenerator random;

    Generator(RandomGenerator random) {
        this.random = random;
    }

    ObjectNode pod(boolean underPolicy) {
        ObjectNode pod = JSON.objectNode().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("generateName", "api-");
        labels(metadata);
        metadata.set("annotations", annotations(underPolicy));
        unknown(metadata);
        ObjectNode spec = pod.putObject("spec");
        spec.set("containers", containers());
        parent(spec, "initContainers", this::initContainers);
        parent(spec, "volumes", this::volumes);
        parent(spec, "imagePullSecrets", () -> JSON.arrayNode().add(named("mine")));
        parent(spec, "securityContext", () -> JSON.objectNode().put("runAsUser", pick(0, 1000)));
        if (chance(10)) {
            spec.put("hostNetwork", true);
        }
        unknown(spec);
        unknown(pod);
        return pod;
    }

    private void labels(ObjectNode metadata) {
        parent(
                metadata,
                "labels",
                () -> JSON.objectNode().put("app", "api").put("example.com/a~b", "c"));
        if (metadata.path("labels") instanceof ObjectNode labels && chance(10)) {
            labels.put("tier", pick("data", "front"));
        }
    }

    private ObjectNode annotations(boolean underPolicy) {
        ObjectNode annotations = JSON.objectNode();
        annotations.put("example.com/note", "kept");
        annotations.put("migrate.io/enabled", chance(95) ? "true" : pick("false", "yes"));
        if (!underPolicy || chance(50)) {
            annotations.put("migrate.io/source", pick(SOURCES));
        }
        if (!underPolicy) {
            ANNOTATIONS.forEach((key, values) -> {
                if (chance(8)) {
                    annotations.put("migrate.io/" + key, pick(values));
                }
            });
        }
        if (chance(10)) {
            annotations.put(PodPaths.SAFE_TO_EVICT, pick("cache", "", "cache,tmp"));
        }
        if (chance(5)) {
            annotations.put(Names.STATUS, pick("", "{", "{\"v\":1}"));
        }
        return annotations;
    }

    private ArrayNode containers() {
        ArrayNode containers = JSON.arrayNode();
        for (String name : NAMES) {
            if (name.equals("api") || chance(25)) {
                containers.add(container(name));
            }
        }
        return containers;
    }

    private ArrayNode initContainers() {
        ArrayNode containers = JSON.arrayNode();
        for (String name : INIT_NAMES) {
            if (chance(20)) {
                containers.insert(random.nextInt(containers.size() + 1), container(name));
            }
        }
        return containers;
    }

    private ObjectNode container(String name) {
        ObjectNode container = named(name).put("image", image(name));
        parent(container, "env", this::env);
        parent(container, "envFrom", () -> JSON.arrayNode().add(unknown(JSON.objectNode())));
        parent(container, "resources", this::resources);
        parent(container, "securityContext", this::context);
        parent(container, "volumeMounts", this::mounts);
        if (chance(20)) {
            container.put("imagePullPolicy", "Always");
        }
        switch (name) {
            case "connector" -> {
                container.put("restartPolicy", "Always");
                container.putArray("ports").addObject().put("containerPort", 5432);
            }
            case "part-of-api" -> {
                container.put("restartPolicy", "Always").put("image", image("api"));
                container.putObject("startupProbe").putObject("tcpSocket").put("port", 9000);
            }
            default -> {
                if (chance(10)) {
                    container.put("restartPolicy", "Always");
                }
            }
        }
        return unknown(container);
    }

    private static String image(String name) {
        return "registry.example.com/" + name + ":1";
    }

    private ArrayNode env() {
        ArrayNode env = JSON.arrayNode().add(named("PORT").put("value", "8080"));
        if (chance(30)) {
            env.add(unknown(named("DATABASE_URL").put("value", "postgres://elsewhere")));
        }
        return env;
    }

    private ObjectNode resources() {
        ObjectNode resources = JSON.objectNode();
        for (String part : List.of("requests", "limits")) {
            parent(resources, part, this::amounts);
        }
        return unknown(resources);
    }

    private ObjectNode amounts() {
        ObjectNode amounts = JSON.objectNode();
        for (String kind : List.of("cpu", "memory", "ephemeral-storage")) {
            switch (random.nextInt(4)) {
                case 0 -> {}
                case 1 -> amounts.put(kind, random.nextInt(4));
                case 2 -> amounts.put(kind, random.nextInt(1, 100) / 8.0);
                default -> amounts.put(kind, pick(QUANTITIES));
            }
        }
        if (chance(20)) {
            amounts.put("example.com/device", random.nextInt(4));
        }
        return amounts;
    }

    private ObjectNode context() {
        return unknown(JSON.objectNode().put("runAsUser", pick(0, 1001)));
    }

    private ArrayNode mounts() {
        return JSON.arrayNode().add(unknown(named("cache").put("mountPath", "/cache")));
    }

    private ArrayNode volumes() {
        ObjectNode cache = named("cache");
        cache.putObject("emptyDir");
        return JSON.arrayNode().add(unknown(cache)).add(named("vault-secrets"));
    }

    private static ObjectNode named(String name) {
        return JSON.objectNode().put("name", name);
    }

    /// The member there, null, empty or missing.
    private void parent(ObjectNode holder, String name, Supplier<? extends JsonNode> full) {
        switch (random.nextInt(6)) {
            case 0 -> {}
            case 1 -> holder.putNull(name);
            case 2 -> {
                JsonNode value = full.get();
                holder.set(name, value.isArray() ? JSON.arrayNode() : JSON.objectNode());
            }
            default -> holder.set(name, full.get());
        }
    }

    /// Perhaps with fields of a Kubernetes that does not exist yet.
    private ObjectNode unknown(ObjectNode holder) {
        while (chance(15)) {
            holder.set(pick("future", "future/a~b", "", "ünïcode", "migrate.io/x"), value(3));
        }
        return holder;
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextLong());
            case 3 -> JSON.numberNode(random.nextDouble());
            case 4 -> JSON.textNode(pick("", "text", "/~0~1", "😀\u0000"));
            case 5 -> JSON.numberNode(new java.math.BigDecimal("12345678901234567890.10"));
            case 6 -> JSON.arrayNode().add(value(depth - 1)).add(value(depth - 1));
            default -> {
                ObjectNode object = JSON.objectNode();
                object.set("name", value(depth - 1));
                object.set("~/", value(depth - 1));
                yield object;
            }
        };
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
