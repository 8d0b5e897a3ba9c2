package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.migrate.webhook.injection.Case;
import io.migrate.webhook.record.UninjectedPods;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Set;

/// Which Pods `doctor` warns about: those that asked for a migration, did not get it, and are not
/// exempt, as docs/break-glass.md and the manifests exempt them.
class PodsCheckTest {
    private static final UninjectedPods UNINJECTED =
            new UninjectedPods("migrate-io-system", Set.of("quiet"));

    /// An annotated Pod with these fields added to it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    shop              | {}                                                      | WARNING
                    shop              | {status: {phase: Pending}}                              | WARNING
                    shop              | {status: {phase: Running}}                              | WARNING
                    shop              | {metadata: {labels: {migrate.io/injection: enabled}}}   | WARNING
                    shop              | {spec: {os: {name: linux}}}                             | WARNING
                    shop              | {metadata: {labels: {migrate.io/injection: disabled}}}  | OK
                    quiet             | {}                                                      | OK
                    shop              | {metadata: {annotations: {kubernetes.io/config.mirror: x}}} | OK
                    shop              | {spec: {os: {name: windows}}}                           | OK
                    shop              | {spec: {nodeSelector: {kubernetes.io/os: windows}}}     | OK
                    shop              | {status: {phase: Succeeded}}                            | OK
                    shop              | {status: {phase: Failed}}                               | OK
                    shop              | {metadata: {deletionTimestamp: "2026-01-01T00:00:00Z"}} | OK
                    kube-system       | {}                                                      | OK
                    kube-public       | {}                                                      | OK
                    kube-node-lease   | {}                                                      | OK
                    migrate-io-system | {}                                                      | OK
                    shop              | {metadata: {annotations: {migrate.io/enabled: "false"}}} | OK
                    shop              | {metadata: {labels: {migrate.io/injected: "true"}}}     | OK
                    """)
    void onlyThoseThatAskAndAreNotExempt(String namespace, String more, Severity severity)
            throws JsonProcessingException {
        var check = new PodsCheck(UNINJECTED);
        check.see(annotated(namespace, more));
        assertThat(Finding.worst(check.findings())).isEqualTo(severity);
    }

    private static Pod annotated(String namespace, String more) throws JsonProcessingException {
        String text =
                """
                {metadata: {name: api, namespace: %s, annotations: {migrate.io/enabled: "true"}}, spec: {}}
                """;
        var pod = (ObjectNode) Case.YAML.readTree(text.formatted(namespace));
        Case.YAML.readerForUpdating(pod).readTree(more);
        return Serialization.unmarshal(pod.toString(), Pod.class);
    }
}
