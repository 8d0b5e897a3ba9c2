package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.webhook.crd.Definition;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A definition of another version, and one that the API server does not establish.
class DefinitionsCheckTest {
    @ParameterizedTest
    @CsvSource({
        "v1alpha1, True, OK, is established",
        "v1alpha1, False, ERROR, is not established",
        "v1, True, ERROR, does not serve version v1alpha1",
    })
    void isServedAndEstablished(
            String version, String established, Severity severity, String message) {
        try (var server = ApiServer.start()) {
            Definition.ALL.forEach(each ->
                    server.put(
                            Installation.path(each),
                            """
                            kind: CustomResourceDefinition
                            spec: {versions: [{name: %s, served: true}]}
                            status: {conditions: [{type: Established, status: "%s"}]}
                            """
                                    .formatted(version, established)));
            assertThat(new DefinitionsCheck().run(server.cluster()))
                    .hasSameSizeAs(Definition.ALL)
                    .allSatisfy(each -> {
                        assertThat(each.severity()).isEqualTo(severity);
                        assertThat(each.message()).isEqualTo(message);
                    });
        }
    }
}
