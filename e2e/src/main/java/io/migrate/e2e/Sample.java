package io.migrate.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;

/// The web shop of `manifests/samples`.
///
/// @param pod the Pod that a ReplicaSet would create from the Deployment's template
/// @param databaseUrl the value in its Secret
/// @param migrations its Drizzle folder, at `/app/drizzle` in its image
record Sample(ObjectNode pod, String namespace, String databaseUrl, Path migrations) {
    static final String IN_IMAGE = "/app/drizzle";

    static Sample read() throws IOException {
        Path folder = ProjectRoot.sample();
        ObjectNode deployment = Yaml.read(folder.resolve("deployment.yaml"));
        ObjectNode template = (ObjectNode) deployment.at("/spec/template").deepCopy();
        ObjectNode pod = template.objectNode().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata").put("generateName", "api-5d7f9c8b6d-");
        metadata.setAll((ObjectNode) template.path("metadata"));
        pod.set("spec", template.path("spec"));
        ObjectNode secret = Yaml.read(folder.resolve("secret.yaml"));
        return new Sample(
                pod,
                deployment.at("/metadata/namespace").asText(),
                secret.at("/stringData/database-url").asText(),
                folder.resolve("drizzle"));
    }
}
