package io.migrate.webhook.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class WatchAttemptsTest {
    @Test
    void theFirstFailuresAreUsual() {
        var attempts = new WatchAttempts();
        for (int i = 0; i < 3; i++) {
            assertThat(attempts.failed()).isEqualTo(Level.INFO);
        }
        assertThat(attempts.failed()).isEqualTo(Level.WARN);
    }

    @Test
    void aFailureAfterASuccessIsNot() {
        var attempts = new WatchAttempts();
        assertThat(attempts.failed()).isEqualTo(Level.INFO);
        attempts.succeeded();
        assertThat(attempts.failed()).isEqualTo(Level.WARN);
    }
}
