package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// A run of the migrator that is over.
///
/// @param attempt counts the runs of one container of one Pod, from 0
/// @param at when, by the Node's clock; the epoch if that is not told
/// @param took the whole run
/// @param lockWait how much of it was waiting for another migrator, if that is told
/// @param reason kubelet's
public record EndedRun(
        int attempt,
        int exitCode,
        Outcome outcome,
        Instant at,
        Duration took,
        Optional<Duration> lockWait,
        String reason,
        TerminationMessage said) {
    /// Kubelet's times are in whole seconds.
    private static final Duration ROUNDING = Duration.ofSeconds(2);

    static EndedRun of(int attempt, ContainerStateTerminated terminated) {
        int exitCode = terminated.getExitCode() == null ? 1 : terminated.getExitCode();
        String reason = Optional.ofNullable(terminated.getReason()).orElse("");
        TerminationMessage said =
                TerminationMessage.of(
                        Optional.ofNullable(terminated.getMessage()).orElse(""), exitCode);
        Instant at = instant(terminated.getFinishedAt()).orElse(Instant.EPOCH);
        Duration by = Duration.between(instant(terminated.getStartedAt()).orElse(at), at);
        Duration seen = by.isNegative() ? Duration.ZERO : by;
        Duration most = seen.plus(ROUNDING);
        return new EndedRun(
                attempt,
                exitCode,
                Outcome.of(exitCode, reason, said),
                at,
                within(most, millis(said)).orElse(seen),
                within(most, lockWait(said)),
                reason,
                said);
    }

    private static OptionalLong millis(TerminationMessage said) {
        return switch (said) {
            case TerminationMessage.Report report -> report.millis();
            case TerminationMessage.Text _, TerminationMessage.Nothing _ -> OptionalLong.empty();
        };
    }

    private static OptionalLong lockWait(TerminationMessage said) {
        return switch (said) {
            case TerminationMessage.Report report -> report.lockWaitMillis();
            case TerminationMessage.Text _, TerminationMessage.Nothing _ -> OptionalLong.empty();
        };
    }

    /// The Node saw how long it took; what the container says is finer, and believed only if it can
    /// be.
    private static Optional<Duration> within(Duration most, OptionalLong millis) {
        return millis.isPresent() && millis.getAsLong() <= most.toMillis()
                ? Optional.of(Duration.ofMillis(millis.getAsLong()))
                : Optional.empty();
    }

    static Optional<Instant> instant(String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// It never began: what is called its end is kubelet's failure to start it.
    static boolean isStart(ContainerStateTerminated terminated) {
        String reason = Optional.ofNullable(terminated.getReason()).orElse("");
        return reason.equals("StartError") || reason.equals("ContainerCannotRun");
    }
}
