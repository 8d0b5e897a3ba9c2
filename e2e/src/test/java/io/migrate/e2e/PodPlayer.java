package io.migrate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Creates injected Pods and writes their status as kubelet does. Times are relative to now:
/// `-90s`.
record PodPlayer(KubernetesClient client) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TIME = Pattern.compile("\"(-?[0-9]+)s\"");

    static final String TEMPLATE =
            """
            metadata:
              labels: {app: api, migrate.io/injected: "true"}
              annotations: {migrate.io/enabled: "true", migrate.io/status: '{"v":1,"policies":[{"name":"default"}]}'}
            spec:
              initContainers:
                - {name: migrate-files-default, image: "registry.example.com/api:1"}
                - {name: migrate-default, image: "registry.example.com/migrator:1"}
              containers: [{name: api, image: "registry.example.com/api:1"}]
              volumes:
                - {name: migrate-files-default, emptyDir: {}}
                - {name: migrate-ca-default, configMap: {name: rds-ca}}
            """;

    /// The cases of `events.yaml`, which the unit tests of the webhook use too.
    static List<JsonNode> cases() throws IOException {
        return YAML.readTree(
                        ProjectRoot.root()
                                .resolve("webhook/src/test/resources/events.yaml")
                                .toFile())
                .valueStream()
                .toList();
    }

    /// A case by its name.
    static JsonNode named(String name) throws IOException {
        return cases().stream()
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static ObjectNode tree(String yaml) {
        try {
            return (ObjectNode) YAML.readTree(yaml);
        } catch (IOException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    /// Creates a Pod from the template.
    ///
    /// @param overlay the differences; lists are extended, and null removes an annotation
    Pod create(String namespace, String name, JsonNode overlay) {
        ObjectNode pod = tree(TEMPLATE);
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ((ObjectNode) pod.path("metadata")).put("name", name).put("namespace", namespace);
        try {
            JSON.readerForUpdating(pod).readValue(overlay);
        } catch (IOException e) {
            throw new IllegalArgumentException(overlay.toString(), e);
        }
        ((ObjectNode) pod.at("/metadata/annotations"))
                .properties()
                .removeIf(each -> each.getValue().isNull());
        return client.resource(Cluster.podOf(client, pod)).create();
    }

    /// Writes the status of a case in one request.
    void play(Pod pod, JsonNode given) {
        ObjectNode status =
                given.path("status").isObject()
                        ? given.path("status").deepCopy()
                        : tree("{phase: Pending}");
        var containers = status.putArray("initContainerStatuses");
        add(containers.addObject(), copy(given), "migrate-files-default");
        add(containers.addObject(), given.path("migrator"), "migrate-default");
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String timed =
                TIME.matcher(status.toString())
                        .replaceAll(time ->
                                Matcher.quoteReplacement(
                                        '"'
                                                + now.plusSeconds(Long.parseLong(time.group(1)))
                                                        .toString()
                                                + '"'));
        PodStatus typed = client.getKubernetesSerialization().unmarshal(timed, PodStatus.class);
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .editStatus(each -> {
                    each.setStatus(typed);
                    return each;
                });
    }

    /// Unless a case says otherwise, the migrations are copied before its migrator has a status.
    private static JsonNode copy(JsonNode given) {
        return given.has("migrator") && !given.has("copy")
                ? tree("{ready: true, state: {terminated: {exitCode: 0, reason: Completed}}}")
                : given.path("copy");
    }

    private static void add(ObjectNode status, JsonNode given, String name) {
        status.put("name", name)
                .put("image", "registry.example.com/x")
                .put("imageID", "")
                .put("ready", false)
                .put("restartCount", 0);
        if (given.isObject()) {
            status.setAll((ObjectNode) given.deepCopy());
        }
    }
}
