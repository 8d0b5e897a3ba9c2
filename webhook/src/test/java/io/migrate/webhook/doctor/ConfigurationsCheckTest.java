package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/// What somebody may have made of the configurations.
class ConfigurationsCheckTest {
    private static final String SERVICE = "migrate-io-system/migrate-io-webhook";
    private static final ConfigurationsCheck CHECK =
            new ConfigurationsCheck(new InstallationNames("migrate-io-system"));

    private static Lookup<List<WebhookEntry>> hook(
            String failurePolicy,
            String reinvocationPolicy,
            List<String> conditions,
            String service) {
        return new Lookup.Found<>(
                List.of(
                        new WebhookEntry(
                                "any/any",
                                "any.migrate.io",
                                service,
                                true,
                                "",
                                failurePolicy,
                                reinvocationPolicy,
                                conditions)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Fail   | IfNeeded | keys | migrate-io-system/migrate-io-webhook | OK      | is as it should be
                    Ignore | IfNeeded | keys | migrate-io-system/migrate-io-webhook | WARNING | failurePolicy is Ignore
                    Fail   | Never    | keys | migrate-io-system/migrate-io-webhook | WARNING | reinvocationPolicy is Never
                    Fail   | IfNeeded |      | migrate-io-system/migrate-io-webhook | WARNING | there are no matchConditions
                    Fail   | IfNeeded | keys | other/migrate-io-webhook             | ERROR   | calls Service other/migrate-io-webhook
                    """)
    void ofPods(
            String failure,
            String reinvocation,
            String condition,
            String service,
            Severity severity,
            String what) {
        List<String> conditions = condition == null ? List.of() : List.of(condition);
        assertThat(CHECK.pods(hook(failure, reinvocation, conditions, service)))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(severity);
                    assertThat(each.what()).contains(what);
                    assertThat(each.fix().isEmpty()).isEqualTo(severity == Severity.OK);
                });
    }

    @Test
    void withoutWebhooksNobodyIsAsked() {
        assertThat(CHECK.pods(new Lookup.Found<>(List.of())))
                .extracting(Finding::severity)
                .containsExactly(Severity.ERROR);
    }

    @Test
    void workloadsDoNotDependOnTheWebhook() {
        assertThat(CHECK.workloads(hook("Ignore", "", List.of("keys"), SERVICE)))
                .extracting(Finding::severity)
                .containsExactly(Severity.OK);
        assertThat(CHECK.workloads(hook("Fail", "", List.of("keys"), SERVICE)))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.WARNING);
                    assertThat(each.what()).contains("workloads cannot be applied");
                });
    }
}
