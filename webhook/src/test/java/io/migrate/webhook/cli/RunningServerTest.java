package io.migrate.webhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.webhook.admission.RawConnection;
import io.migrate.webhook.admission.WebhookServer;
import io.migrate.webhook.tls.SelfSigned;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RunningServerTest {
    private static final Duration PHASE = Duration.ofSeconds(3);
    private static final String PROBE =
            "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    /// Starts a server and ends it.
    ///
    /// @return the answers of its readiness probe, with the time after SIGTERM of the first of each
    private static Map<String, Duration> answersAtTheEnd(Drain drain) throws Exception {
        var certificate = SelfSigned.create(List.of("localhost"), Clock.systemUTC());
        var identity = certificate.identity();
        var settings = new WebhookServer.Settings("127.0.0.1", 0, identity.chain(), identity.key());
        var server = new WebhookServer(settings, Optional::empty);
        var service = new RunningServer(WebhookServer.vertx(), server, certificate, drain);
        int port = service.start();
        try (RawConnection kept = RawConnection.secure(port)) {
            long start = System.nanoTime();
            Thread end = Thread.ofPlatform().start(service::end);
            Map<String, Duration> answers = answers(port, start);
            assertThat(kept.rest()).as("closed, although its client keeps it").isEmpty();
            end.join();
            return answers;
        }
    }

    /// Probes until connections are refused.
    private static Map<String, Duration> answers(int port, long start)
            throws GeneralSecurityException, InterruptedException {
        var answers = new LinkedHashMap<String, Duration>();
        while (true) {
            try (RawConnection probe = RawConnection.secure(port)) {
                String answer = probe.send(PROBE).rest();
                if (!answer.isEmpty()) {
                    answers.putIfAbsent(
                            answer.split(" ", 3)[1], Duration.ofNanos(System.nanoTime() - start));
                }
            } catch (IOException _) {
                return answers;
            }
            Thread.sleep(20);
        }
    }

    @Test
    void itStaysReadyAndThenServesWhoHasNotNoticed() throws Exception {
        Map<String, Duration> answers = answersAtTheEnd(new Drain(PHASE, PHASE));
        assertThat(answers).containsOnlyKeys("200", "503");
        assertThat(answers.get("503")).isGreaterThanOrEqualTo(PHASE);
    }

    @Test
    void withoutThatPhaseItIsUnreadyAtOnce() throws Exception {
        Map<String, Duration> answers = answersAtTheEnd(new Drain(Duration.ZERO, PHASE));
        assertThat(answers.get("503")).isLessThan(PHASE);
    }

    @Test
    void aShortTimeIsForThoseWhoHaveNotNoticed() {
        assertThat(Drain.of(Duration.ofSeconds(14)))
                .isEqualTo(new Drain(Duration.ofSeconds(8), Duration.ofSeconds(6)));
        assertThat(Drain.of(Duration.ofSeconds(6)))
                .isEqualTo(new Drain(Duration.ZERO, Duration.ofSeconds(6)));
        assertThat(Drain.of(PHASE)).isEqualTo(new Drain(Duration.ZERO, PHASE));
        assertThat(Drain.of(Duration.ZERO)).isEqualTo(new Drain(Duration.ZERO, Duration.ZERO));
    }
}
