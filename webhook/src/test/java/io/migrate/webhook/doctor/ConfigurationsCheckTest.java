package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/// Configurations that were changed after the installation.
class ConfigurationsCheckTest {
    @AutoClose private final ApiServer server = Installation.start();

    private List<Finding> about(String kind) {
        return new ConfigurationsCheck()
                .run(server.cluster()).stream()
                        .filter(each -> each.subject().startsWith(kind))
                        .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Fail   | IfNeeded | keys | migrate-io-system | OK      | is configured correctly
                    Ignore | IfNeeded | keys | migrate-io-system | WARNING | failurePolicy Ignore
                    Fail   | Never    | keys | migrate-io-system | WARNING | reinvocationPolicy Never
                    Fail   | IfNeeded |      | migrate-io-system | WARNING | no matchConditions
                    Fail   | IfNeeded | keys | other             | ERROR   | calls Service other/migrate-io-webhook
                    """)
    void ofPods(
            String failure,
            String reinvocation,
            String condition,
            String namespace,
            Severity severity,
            String message) {
        String conditions = condition == null ? "[]" : "[{name: keys, expression: x}]";
        server.put(
                Installation.MUTATING,
                Installation.mutating("", failure, reinvocation, conditions)
                        .replace("namespace: migrate-io-system", "namespace: " + namespace));
        assertThat(about("Mutating"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(severity);
                    assertThat(each.message()).contains(message);
                    assertThat(each.fix().isEmpty()).isEqualTo(severity == Severity.OK);
                });
    }

    @Test
    void aConfigurationWithoutWebhooksIsAnError() {
        server.put(Installation.MUTATING, "{metadata: {name: migrate-io-injector}, webhooks: []}");
        assertThat(about("Mutating")).extracting(Finding::severity).containsExactly(Severity.ERROR);
    }

    @Test
    void aKindWithoutARuleIsNamed() {
        server.put(
                Installation.VALIDATING,
                Installation.validating(
                        "",
                        "Ignore",
                        """
                        {apiGroups: [apps, argoproj.io], resources: ['*']},
                        {apiGroups: [batch], resources: [jobs]},
                        {apiGroups: ['*'], resources: [services, scaledjobs, jobsets]}
                        """));
        assertThat(about("Validating"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.WARNING);
                    assertThat(each.message())
                            .startsWith(
                                    "has no rule for deploymentconfigs.apps.openshift.io,"
                                            + " cronjobs.batch, jobs.batch.volcano.sh: mistakes");
                });
    }

    @Test
    void workloadsDoNotDependOnTheWebhook() {
        assertThat(about("Validating")).extracting(Finding::severity).containsExactly(Severity.OK);
        server.put(Installation.VALIDATING, Installation.validating("", "Fail"));
        assertThat(about("Validating"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.WARNING);
                    assertThat(each.message()).contains("workloads cannot be applied");
                });
    }
}
