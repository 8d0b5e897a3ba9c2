package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A policy of `src/test/resources/policies`, which the API server of the e2e tests judges too.
record Example(JsonNode entry) {
    private static final Path FOLDER = Path.of("src/test/resources/policies");

    static List<Example> of(String file) throws IOException {
        return new ObjectMapper(new YAMLFactory())
                .readTree(FOLDER.resolve(file).toFile())
                .valueStream()
                .map(Example::new)
                .toList();
    }

    /// What our reader says of it.
    String reader() {
        return entry.path("reader").asText();
    }

    ObjectNode policy() {
        ObjectNode policy = JsonNodeFactory.instance.objectNode();
        policy.put("apiVersion", PolicyReader.API_VERSION)
                .put("kind", entry.path("kind").asText(PolicyReader.KIND))
                .set("spec", entry.path("spec"));
        policy.putObject("metadata").put("name", entry.path("name").asText(Policies.DEFAULT));
        return policy;
    }

    @Override
    public String toString() {
        return policy().path("kind").asText() + " " + entry.path("spec");
    }
}
