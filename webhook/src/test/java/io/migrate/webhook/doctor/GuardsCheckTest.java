package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/// A ValidatingAdmissionPolicy that was changed after the installation.
class GuardsCheckTest {
    @AutoClose private final ApiServer server = Installation.start();

    private List<Finding> findings() {
        return new GuardsCheck().run(server.cluster());
    }

    @Test
    void aSoundInstallation() {
        assertThat(findings())
                .allMatch(each -> each.severity() == Severity.OK)
                .extracting(Finding::subject)
                .containsExactly(
                        "ValidatingAdmissionPolicy/migrate-io-labels",
                        "ValidatingAdmissionPolicyBinding/migrate-io-labels",
                        "ValidatingAdmissionPolicy/migrate-io-ca-bundles",
                        "ValidatingAdmissionPolicyBinding/migrate-io-ca-bundles");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    migrate-io-labels | [Warn, Audit] |                                   | has validationActions [Warn, Audit] without Deny: Pods
                    migrate-io-guard  | [Deny]        |                                   | is for policy migrate-io-guard: Pods
                    migrate-io-labels | [Deny]        | , matchResources: {objectSelector: {}} | has matchResources, which exempt objects: Pods
                    """)
    void aBindingThatDoesNotRefuse(String policy, String actions, String more, String message) {
        server.put(
                Installation.LABEL_BINDING,
                Installation.labelBinding(policy, actions + (more == null ? "" : more)));
        assertThat(findings().get(1))
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.WARNING);
                    assertThat(each.message()).startsWith(message);
                    assertThat(each.fix()).isEqualTo(InstallationNames.REAPPLY);
                });
        assertThat(findings().getFirst().severity()).isEqualTo(Severity.OK);
    }

    @Test
    void theRightsOfTheWebhooksAccount() {
        server.fail(Installation.LABEL_BINDING.replace("labels", "ca-bundles"), 404, "not found");
        assertThat(findings().getLast().message())
                .isEqualTo(
                        "does not exist: whoever has the webhook's token can see and change all"
                                + " objects");
    }

    @Test
    void aPolicyThatIgnoresFailures() {
        server.put(Installation.LABEL_POLICY, Installation.labelPolicy("Ignore"));
        assertThat(findings().getFirst())
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.WARNING);
                    assertThat(each.message()).startsWith("has failurePolicy Ignore: Pods");
                });
    }

    @Test
    void bothAreMissing() {
        server.fail(Installation.LABEL_POLICY, 404, "not found");
        server.fail(Installation.LABEL_BINDING, 404, "not found");
        assertThat(findings().subList(0, 2))
                .allSatisfy(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.WARNING);
                    assertThat(each.message()).startsWith("does not exist: Pods that opted out");
                    assertThat(each.fix()).isEqualTo(InstallationNames.REAPPLY);
                });
    }

    @Test
    void withoutPermission() {
        server.fail(Installation.LABEL_POLICY, 403, "no");
        server.fail(Installation.LABEL_BINDING, 403, "no");
        assertThat(findings().subList(0, 2)).allMatch(each -> each.severity() == Severity.UNKNOWN);
    }
}
