package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Parses why kubelet does not start a container. kubelet's reasons are defined in
/// https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/container/sync_result.go and
/// https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/images/types.go
final class WaitingReasonParser {
    private static final Set<String> PULLING =
            Set.of(
                    "ErrImagePull",
                    "ImagePullBackOff",
                    "ErrImageNeverPull",
                    "InvalidImageName",
                    "ImageInspectError",
                    "RegistryUnavailable",
                    "SignatureValidationFailed");
    private static final Set<String> STARTING =
            Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

    private static final Pattern OBJECT_MISSING =
            Pattern.compile("(?<kind>secret|configmap) \"(?<name>[^\"]+)\" not found");
    private static final Pattern KEY_MISSING =
            Pattern.compile(
                    "couldn't find key (?<key>\\S+) in (?<kind>Secret|ConfigMap)"
                            + " [^/\\s]+/(?<name>\\S+)");

    /// As containerd and CRI-O word it.
    private static final Pattern PROGRAM_MISSING =
            Pattern.compile(
                    "exec: \"(?<a>[^\"]+)\": (?:executable file not found|stat .*no such file)"
                            + "|executable file `(?<b>[^`]+)` not found");

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_DETAIL = 300;

    private final String container;
    private final String image;

    WaitingReasonParser(String container, String image) {
        this.container = SingleLine.of(container, LONGEST_NAME);
        this.image = SingleLine.of(image, LONGEST_NAME);
    }

    /// Returns empty if the status shows no obstacle.
    Optional<WaitingReason> parse(ContainerStatus status) {
        return waiting(status).or(() -> startFailure(status));
    }

    private Optional<WaitingReason> waiting(ContainerStatus status) {
        return Optional.ofNullable(status.getState())
                .map(state -> state.getWaiting())
                .flatMap(this::of);
    }

    private Optional<WaitingReason> of(ContainerStateWaiting waiting) {
        String reason = Optional.ofNullable(waiting.getReason()).orElse("");
        String message = Optional.ofNullable(waiting.getMessage()).orElse("");
        if (PULLING.contains(reason)) {
            return Optional.of(new WaitingReason.ImageNotPulled(image, reason + detail(message)));
        }
        return STARTING.contains(reason) ? Optional.of(parse(reason, message)) : Optional.empty();
    }

    private Optional<WaitingReason> startFailure(ContainerStatus status) {
        return ContainerRuns.newest(status)
                .filter(EndedRun::isStartFailure)
                .map(end -> parse(reason(end), message(end)));
    }

    private static String reason(ContainerStateTerminated end) {
        return Optional.ofNullable(end.getReason()).orElse("");
    }

    private static String message(ContainerStateTerminated end) {
        return Optional.ofNullable(end.getMessage()).orElse("");
    }

    private WaitingReason parse(String reason, String message) {
        return find(
                        OBJECT_MISSING,
                        message,
                        match ->
                                new WaitingReason.ObjectMissing(
                                        match.group("kind").equals("secret")
                                                ? "Secret"
                                                : "ConfigMap",
                                        SingleLine.of(match.group("name"), LONGEST_NAME)))
                .or(() ->
                        find(
                                KEY_MISSING,
                                message,
                                match ->
                                        new WaitingReason.KeyMissing(
                                                SingleLine.of(match.group("key"), LONGEST_NAME),
                                                match.group("kind"),
                                                SingleLine.of(match.group("name"), LONGEST_NAME))))
                .or(() ->
                        find(
                                PROGRAM_MISSING,
                                message,
                                match ->
                                        new WaitingReason.ProgramMissing(
                                                SingleLine.of(
                                                        Optional.ofNullable(match.group("a"))
                                                                .orElseGet(() -> match.group("b")),
                                                        LONGEST_NAME),
                                                container,
                                                image)))
                .orElseGet(() -> new WaitingReason.NotStarted(container, reason + detail(message)));
    }

    private static Optional<WaitingReason> find(
            Pattern pattern, String message, Function<MatchResult, WaitingReason> reason) {
        return pattern.matcher(message).results().findFirst().map(reason);
    }

    private static String detail(String message) {
        String line = SingleLine.of(message, LONGEST_DETAIL).replaceFirst("\\.$", "");
        return line.isEmpty() ? "" : ", " + line;
    }
}
