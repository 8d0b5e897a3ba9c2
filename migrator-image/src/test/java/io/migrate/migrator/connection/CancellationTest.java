package io.migrate.migrator.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

@Timeout(120)
class CancellationTest {
    private static final Progress PROGRESS =
            new Progress(Optional.of("a"), List.of("b"), Duration.ZERO, Duration.ZERO);

    private final LinkedBlockingQueue<Result> abandoned = new LinkedBlockingQueue<>();
    private final Cancellation cancellation =
            new Cancellation((_, result) -> abandoned.add(result));

    private static Outcome outcome(String message) {
        return new Outcome.Failed(ExitCode.TIMED_OUT, message, "");
    }

    @Test
    void aRunThatDoesNotEndIsAbandonedWithWhatItWouldLeave() throws Exception {
        cancellation.reportProgress(() -> PROGRESS);
        var _ = cancellation.during(why -> outcome("whole run " + why));
        try (var _ = cancellation.limit(Duration.ofMillis(1));
                var _ = cancellation.during(why -> outcome("one step " + why))) {
            assertThat(abandoned.take())
                    .isEqualTo(new Result(outcome("one step TIMEOUT"), PROGRESS));
        }
        cancellation.request(Cancellation.Reason.SIGNAL);
        assertThat(abandoned.take()).isEqualTo(new Result(outcome("whole run SIGNAL"), PROGRESS));
        assertThat(cancellation.reason()).contains(Cancellation.Reason.TIMEOUT);
    }

    @Test
    void aRunThatEndsIsNot() {
        Thread.ofVirtual()
                .start(() -> {
                    cancellation.pause(Duration.ofMinutes(2));
                    cancellation.finish();
                });
        cancellation.request(Cancellation.Reason.SIGNAL);
        assertThat(abandoned).isEmpty();
    }

    @Test
    void aLimitEndsWithItsScope() throws Exception {
        try (var _ = cancellation.limit(Duration.ofSeconds(2));
                var _ = cancellation.limit(Duration.ZERO)) {
            assertThat(cancellation.isRequested()).isFalse();
        }
        Thread.sleep(3000);
        assertThat(cancellation.isRequested()).isFalse();
    }
}
