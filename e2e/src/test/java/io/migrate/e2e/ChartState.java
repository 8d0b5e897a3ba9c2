package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What an upgrade changes, and what it must not touch.
///
/// @param generations how often each configuration was changed
record ChartState(
        List<String> excluded,
        String description,
        List<String> bundles,
        Map<String, String> secret,
        List<Long> generations) {
    static ChartState of(ChartRelease release) {
        var client = release.client();
        var registration = client.admissionRegistration().v1();
        var mutating =
                registration.mutatingWebhookConfigurations().withName(Installation.MUTATING).get();
        var validating =
                registration
                        .validatingWebhookConfigurations()
                        .withName(Installation.VALIDATING)
                        .get();
        CustomResourceDefinition definition =
                client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName("migrationpolicies.migrate.io")
                        .get();
        var webhook = mutating.getWebhooks().getFirst();
        return new ChartState(
                webhook.getNamespaceSelector().getMatchExpressions().getFirst().getValues(),
                definition
                        .getSpec()
                        .getVersions()
                        .getFirst()
                        .getSchema()
                        .getOpenAPIV3Schema()
                        .getDescription(),
                Stream.of(
                                webhook.getClientConfig(),
                                validating.getWebhooks().getFirst().getClientConfig())
                        .map(each -> String.valueOf(each.getCaBundle()))
                        .toList(),
                client.secrets()
                        .inNamespace(Installation.NAMESPACE)
                        .withName(Installation.SECRET)
                        .get()
                        .getData(),
                Stream.<HasMetadata>of(mutating, validating)
                        .map(each -> each.getMetadata().getGeneration())
                        .toList());
    }

    /// A `caBundle` that was removed and restored would be two more changes.
    void assertWritesSurvived(ChartState before, int changes) {
        assertThat(bundles).doesNotContain("null", "").isEqualTo(before.bundles());
        assertThat(secret).isNotEmpty().isEqualTo(before.secret());
        assertThat(generations)
                .isEqualTo(before.generations().stream().map(each -> each + changes).toList());
    }
}
