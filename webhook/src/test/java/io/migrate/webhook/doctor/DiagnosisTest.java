package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.time.InstantSource;
import java.util.List;

/// Runs of all checks. In none of them is the API server asked twice for the same.
class DiagnosisTest {
    @AutoClose private final ApiServer server = ApiServer.start();

    @AfterEach
    void nothingIsRequestedTwice() {
        assertThat(server.requests()).isNotEmpty().doesNotHaveDuplicates();
    }

    private List<Finding> run() {
        return Diagnosis.run(
                server.client(), ApiServer.SETTINGS, InstantSource.fixed(Installation.NOW));
    }

    @Test
    void aSoundInstallation() {
        Installation.putOn(server);
        List<Finding> findings = run();
        assertThat(findings).allMatch(each -> each.severity() == Severity.OK);
        assertThat(findings.stream().map(Finding::check).distinct())
                .as("all checks, in their order")
                .containsExactlyElementsOf(Checks.descriptions().keySet());
        assertThat(server.requests())
                .filteredOn(each -> !each.startsWith("GET "))
                .singleElement()
                .asString()
                .as("the only request that is no GET is a dry run")
                .startsWith("POST ")
                .contains("dryRun=All");
    }

    @Test
    void anEmptyCluster() {
        server.put("/version", "{gitVersion: v1.37.2}");
        assertThat(Finding.worst(run())).isEqualTo(Severity.ERROR);
    }

    /// Pods start without their migration, so they are not refused.
    @Test
    void whatIsNotInstalledHasOneConsequence() {
        server.put("/version", "{gitVersion: v1.37.2}");
        assertThat(run())
                .extracting(Finding::message)
                .filteredOn(each -> each.contains("annotated Pods"))
                .containsExactly("does not exist: annotated Pods start without their migration");
    }

    @Test
    void withoutItsPodsTheWebhookRefuses() {
        Installation.putOn(server);
        server.fail(Installation.DEPLOYMENTS + "migrate-io-webhook", 404, "not found");
        server.putList(Installation.ENDPOINTS);
        assertThat(run())
                .extracting(Finding::message)
                .contains(
                        "does not exist: annotated Pods cannot be created",
                        "has no ready endpoints: annotated Pods cannot be created");
    }

    @Test
    void withoutAnyPermission() {
        server.put("/version", "{gitVersion: v1.37.2}").failAllOthers(403, "no");
        List<Finding> findings = run();
        assertThat(findings.getFirst().severity()).isEqualTo(Severity.OK);
        assertThat(findings.stream().skip(1))
                .isNotEmpty()
                .allMatch(each -> each.severity() == Severity.UNKNOWN);
    }

    /// A failure of the API server is not a reason to ask it again, and one check that fails does
    /// not keep the others from running.
    @Test
    void somethingFails() {
        Installation.putOn(server);
        for (String each :
                List.of(
                        Installation.MUTATING,
                        Installation.DEPLOYMENTS + "migrate-io-webhook",
                        Installation.POLICIES)) {
            server.fail(each, 500, "etcd is away");
        }
        assertThat(run().stream().filter(each -> each.severity() != Severity.OK))
                .allSatisfy(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.UNKNOWN);
                    assertThat(each.message()).isEqualTo("not checked: etcd is away");
                })
                .extracting(Finding::check)
                .containsExactly(
                        "configurations",
                        "certificates",
                        "replicas",
                        "endpoints",
                        "policies",
                        "nodes",
                        "canary");
    }

    @Test
    void theApiServerDoesNotRespond() {
        server.failAllOthers(503, "starting");
        assertThat(run())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.ERROR);
                    assertThat(each.message()).isEqualTo("does not respond: starting");
                });
        assertThat(server.requests()).containsExactly("GET /version");
    }
}
