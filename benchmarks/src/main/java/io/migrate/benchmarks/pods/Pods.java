package io.migrate.benchmarks.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;

/// Pods with everything that an API server adds before it calls webhooks: defaults, the
/// ServiceAccount's token, the owner, managed fields. Each is annotated for a migration and for
/// Vault's agent, so that both injectors have work.
public final class Pods {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// The Pod without its containers.
    private final ObjectNode pod = (ObjectNode) read("pod.json");

    private final List<ObjectNode> containers;
    private int variables;

    private Pods(int containers) {
        this.containers = IntStream.range(0, containers).mapToObj(this::container).toList();
    }

    /// Returns a Pod with the given number of containers.
    ///
    /// @param variables the total number of environment variables
    public static ObjectNode of(int containers, int variables) {
        var pods = new Pods(containers);
        for (int i = 0; i < variables; i++) {
            pods.addVariable();
        }
        return pods.pod;
    }

    /// Returns a Pod of about the given number of bytes as JSON, reached with environment
    /// variables. Without variables it has about three thousand bytes, or two thousand without
    /// managed fields.
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

    /// Returns the AdmissionReview for the creation of a Pod.
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

    /// The managed fields of a container, which the controller manager owns.
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
