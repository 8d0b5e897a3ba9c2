package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// A run of the migrator that has ended.
///
/// @param attempt number of the run of this container of this Pod, from 0
/// @param at when it ended, by the Node's clock; the epoch if kubelet does not report it
/// @param took duration of the whole run
/// @param lockWait how much of it was spent waiting for another migrator, if reported
/// @param reason kubelet's reason, such as `OOMKilled`
/// @param containerId the runtime's name of this run, which no other run has; empty if kubelet does
///   not report it
public record EndedRun(
        int attempt,
        int exitCode,
        Outcome outcome,
        Instant at,
        Duration took,
        Optional<Duration> lockWait,
        String reason,
        TerminationMessage message,
        String containerId) {
    /// kubelet reports times in whole seconds.
    private static final Duration ROUNDING = Duration.ofSeconds(2);

    static EndedRun of(int attempt, ContainerStateTerminated terminated) {
        int exitCode = terminated.getExitCode() == null ? 1 : terminated.getExitCode();
        String reason = Optional.ofNullable(terminated.getReason()).orElse("");
        TerminationMessage message =
                TerminationMessageParser.parse(
                        Optional.ofNullable(terminated.getMessage()).orElse(""), exitCode);
        Instant at = instant(terminated.getFinishedAt()).orElse(Instant.EPOCH);
        Duration difference = Duration.between(instant(terminated.getStartedAt()).orElse(at), at);
        Duration observed = difference.isNegative() ? Duration.ZERO : difference;
        Duration longest = observed.plus(ROUNDING);
        return new EndedRun(
                attempt,
                exitCode,
                Outcome.of(exitCode, reason, message),
                at,
                within(longest, millis(message)).orElse(observed),
                within(longest, lockWait(message)),
                reason,
                message,
                Optional.ofNullable(terminated.getContainerID()).orElse(""));
    }

    /// Returns whether the kernel killed the migrator because of its memory.
    boolean isOutOfMemory() {
        return reason.equals(Outcome.OUT_OF_MEMORY);
    }

    private static OptionalLong millis(TerminationMessage message) {
        return switch (message) {
            case TerminationMessage.Report report -> report.millis();
            case TerminationMessage.Text _, TerminationMessage.Nothing _ -> OptionalLong.empty();
        };
    }

    private static OptionalLong lockWait(TerminationMessage message) {
        return switch (message) {
            case TerminationMessage.Report report -> report.lockWaitMillis();
            case TerminationMessage.Text _, TerminationMessage.Nothing _ -> OptionalLong.empty();
        };
    }

    /// Trusts the container's more precise duration only if it fits into the one kubelet observed.
    private static Optional<Duration> within(Duration longest, OptionalLong millis) {
        return millis.isPresent() && millis.getAsLong() <= longest.toMillis()
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

    /// Returns whether the container never started: kubelet reports a failed start as a
    /// termination.
    static boolean isStartFailure(ContainerStateTerminated terminated) {
        String reason = Optional.ofNullable(terminated.getReason()).orElse("");
        return reason.equals("StartError") || reason.equals("ContainerCannotRun");
    }
}
