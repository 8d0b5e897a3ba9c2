package io.migrate.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.webhook.admission.Readiness.Gate;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class ReadinessTest {
    private Optional<String> certificate = Optional.of("none yet");
    private Optional<String> bundle = Optional.of("does not contain this authority");

    private final Readiness readiness =
            Readiness.of(
                    List.of(new Gate("certificate", () -> certificate)),
                    List.of(new Gate("caBundle", () -> bundle)));

    @Test
    void missingConditionsAreReportedAndAllCountBeforeTheFirstTraffic() {
        assertThat(readiness.missing())
                .containsExactly(
                        "certificate: none yet",
                        "caBundle: does not contain this authority",
                        "warm-up: not completed yet");
        certificate = Optional.empty();
        readiness.warm();
        assertThat(readiness.missing())
                .containsExactly("caBundle: does not contain this authority");
        bundle = Optional.empty();
        assertThat(readiness.missing()).isEmpty();
    }

    @Test
    void anOverwrittenBundleDoesNotMakeAReadyServerUnready() {
        certificate = Optional.empty();
        bundle = Optional.empty();
        readiness.warm();
        assertThat(readiness.missing()).isEmpty();

        bundle = Optional.of("overwritten");
        assertThat(readiness.missing()).isEmpty();
        certificate = Optional.of("it expired");
        assertThat(readiness.missing()).containsExactly("certificate: it expired");
    }

    @Test
    void aDrainingServerIsReadyUntilItIsWithdrawn() {
        Readiness listening = Readiness.ofListening();
        assertThat(listening.missing()).isEmpty();
        listening.drain();
        assertThat(listening.missing()).isEmpty();
        listening.withdraw();
        assertThat(listening.missing()).containsExactly("draining: the process is shutting down");
    }
}
