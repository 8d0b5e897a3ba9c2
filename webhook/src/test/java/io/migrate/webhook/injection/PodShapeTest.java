package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
}
