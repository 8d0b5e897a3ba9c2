package io.migrate.benchmarks.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;

/// Pods with everything that an API server has put in before it asks webhooks: defaults, the token
/// of the ServiceAccount, the owner, managed fields. Each asks for a migration, and for Vault's
/// agent, so that both injectors have something to do.
public final class Pods {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// The part of a Pod that is its own, and not its containers'.
    private final ObjectNode pod = (ObjectNode) read("pod.json");

    private final List<ObjectNode> containers;
    private int variables;

    private Pods(int containers) {
        this.containers = IntStream.range(0, containers).mapToObj(this::container).toList();
    }

    /// One with so many containers, each with a few lines of its own.
    ///
    /// @param variables of their environments, of all together
    public static ObjectNode of(int containers, int variables) {
        var pods = new Pods(containers);
        for (int i = 0; i < variables; i++) {
            pods.addVariable();
        }
        return pods.pod;
    }

    /// One that has about so many bytes as JSON: variables make it as large as that. Without any it
    /// has three thousand, or two without its managed fields.
    public static ObjectNode sized(int containers, int bytes) {
        ObjectNode one = of(containers, 1);
        int missing = bytes - length(one);
        if (missing < 0) {
            ((ObjectNode) one.path("metadata")).remove("managedFields");
            return one;
        }
        int step = length(of(containers, containers + 1)) - length(of(containers, containers));
        return of(containers, 1 + Math.ceilDiv(missing, step));
    }

    private static int length(ObjectNode pod) {
        return pod.toString().length();
    }

    /// The question of an API server whether such a Pod may be created.
    public static ObjectNode review(ObjectNode pod) {
        ObjectNode review = (ObjectNode) read("review.json");
        ((ObjectNode) review.path("request")).set("object", pod);
        return review;
    }

    private ObjectNode container(int number) {
        ObjectNode container = (ObjectNode) read("container.json");
        container.put("name", "api-" + number);
        pod.withArray("/spec/containers").add(container);
        fieldsOf(container).putObject("f:image");
        return container;
    }

    private void addVariable() {
        ObjectNode container = containers.get(variables % containers.size());
        String name = "SETTING_%05d".formatted(variables);
        container
                .withArray("env")
                .addObject()
                .put("name", name)
                .put("value", "https://%05d.services.example.com/v1".formatted(variables));
        fieldsOf(container)
                .withObject("/f:env")
                .putObject("k:{\"name\":\"" + name + "\"}")
                .setAll((ObjectNode) read("variable-fields.json"));
        variables++;
    }

    /// Which fields of it the controller manager owns.
    private ObjectNode fieldsOf(ObjectNode container) {
        return ((ObjectNode) pod.at("/metadata/managedFields/0/fieldsV1/f:spec/f:containers"))
                .withObjectProperty("k:{\"name\":\"" + container.path("name").asText() + "\"}");
    }

    private static JsonNode read(String resource) {
        try (InputStream stream = Pods.class.getResourceAsStream(resource)) {
            return JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
