package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists of a length that no kubelet runs.
class PodShapeTest {
    private static ObjectNode pod(String list, int elements) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        var array = pod.putObject("spec").putArray(list);
        for (int i = 0; i < elements; i++) {
            array.addObject().put("name", "n" + i);
        }
        return pod;
    }

    @ParameterizedTest
    @ValueSource(strings = {"containers", "initContainers", "volumes", "imagePullSecrets"})
    void longListsAreRefused(String list) {
        assertThat(PodShape.objections(pod(list, 1_000)).problems()).isEmpty();
        assertThat(PodShape.objections(pod(list, 1_001)).problems())
                .singleElement()
                .hasToString(
                        "spec.%s: has 1001 elements; at most 1000 are possible with a migration"
                                .formatted(list));
    }

    /// Sidecars are compared with containers, volumes and Secrets: not each with each.
    @Test
    @Timeout(60)
    void theLargestPodIsPlacedAtOnce() {
        ObjectNode pod = Engine.pod();
        ObjectNode spec = (ObjectNode) pod.path("spec");
        var env = ((ObjectNode) spec.at("/containers/0")).putArray("env");
        for (int i = 0; i < 10_000; i++) {
            env.addObject()
                    .put("name", "PG" + i)
                    .putObject("valueFrom")
                    .putObject("secretKeyRef")
                    .put("name", "secret-" + i);
        }
        for (int i = 0; i < 990; i++) {
            spec.withArray("/containers").addObject().put("name", "c" + i).put("image", "c" + i);
            ObjectNode volume = spec.withArray("/volumes").addObject().put("name", "v" + i);
            volume.putObject("secret").put("secretName", "other-" + i);
            ObjectNode sidecar =
                    spec.withArray("/initContainers")
                            .addObject()
                            .put("name", "s" + i)
                            .put("image", "s" + i)
                            .put("restartPolicy", "Always");
            sidecar.putObject("startupProbe");
            sidecar.putArray("volumeMounts").addObject().put("name", "v" + i);
        }

        assertThat(Engine.inject(pod).status().position()).startsWith("after s989, ");
    }
}
