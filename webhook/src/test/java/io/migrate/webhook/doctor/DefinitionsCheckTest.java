package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.migrate.webhook.crd.Definition;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A definition of another version, and one that the API server does not take.
class DefinitionsCheckTest {
    private static CustomResourceDefinition definition(String version, String established) {
        return new CustomResourceDefinitionBuilder()
                .withNewSpec()
                .addNewVersion()
                .withName(version)
                .withServed(true)
                .endVersion()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Established")
                .withStatus(established)
                .endCondition()
                .endStatus()
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "v1alpha1, True, OK, is established",
        "v1alpha1, False, ERROR, is not established",
        "v1, True, ERROR, does not serve version v1alpha1",
    })
    void isServedAndEstablished(
            String version, String established, Severity severity, String what) {
        Finding finding =
                DefinitionsCheck.of(
                        Definition.ALL.getFirst(),
                        new Lookup.Found<>(definition(version, established)));
        assertThat(finding.severity()).isEqualTo(severity);
        assertThat(finding.what()).isEqualTo(what);
    }
}
