package io.migrate.webhook.migration;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Reads why kubelet does not start a container. Its reasons are those of
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

    /// containerd and CRI-O.
    private static final Pattern PROGRAM_MISSING =
            Pattern.compile(
                    "exec: \"(?<a>[^\"]+)\": (?:executable file not found|stat .*no such file)"
                            + "|executable file `(?<b>[^`]+)` not found");

    private static final int NAME = 253;
    private static final int SAID = 300;

    private final String container;
    private final String image;

    WaitingReasonParser(String container, String image) {
        this.container = SingleLine.of(container, NAME);
        this.image = SingleLine.of(image, NAME);
    }

    /// Empty if nothing keeps it from starting, as far as one can see.
    Optional<WaitingReason> in(ContainerStatus status) {
        return waiting(status).or(() -> start(status));
    }

    private Optional<WaitingReason> waiting(ContainerStatus status) {
        return Optional.ofNullable(status.getState())
                .map(state -> state.getWaiting())
                .flatMap(this::of);
    }

    private Optional<WaitingReason> of(ContainerStateWaiting waiting) {
        String reason = Optional.ofNullable(waiting.getReason()).orElse("");
        String said = Optional.ofNullable(waiting.getMessage()).orElse("");
        if (PULLING.contains(reason)) {
            return Optional.of(new WaitingReason.ImageNotPulled(image, reason + telling(said)));
        }
        return STARTING.contains(reason) ? Optional.of(read(reason, said)) : Optional.empty();
    }

    private Optional<WaitingReason> start(ContainerStatus status) {
        return ContainerRuns.newest(status)
                .filter(EndedRun::isStart)
                .map(end -> read(reason(end), message(end)));
    }

    private static String reason(ContainerStateTerminated end) {
        return Optional.ofNullable(end.getReason()).orElse("");
    }

    private static String message(ContainerStateTerminated end) {
        return Optional.ofNullable(end.getMessage()).orElse("");
    }

    private WaitingReason read(String reason, String said) {
        return find(
                        OBJECT_MISSING,
                        said,
                        match ->
                                new WaitingReason.ObjectMissing(
                                        match.group("kind").equals("secret")
                                                ? "Secret"
                                                : "ConfigMap",
                                        SingleLine.of(match.group("name"), NAME)))
                .or(() ->
                        find(
                                KEY_MISSING,
                                said,
                                match ->
                                        new WaitingReason.KeyMissing(
                                                SingleLine.of(match.group("key"), NAME),
                                                match.group("kind"),
                                                SingleLine.of(match.group("name"), NAME))))
                .or(() ->
                        find(
                                PROGRAM_MISSING,
                                said,
                                match ->
                                        new WaitingReason.ProgramMissing(
                                                SingleLine.of(
                                                        Optional.ofNullable(match.group("a"))
                                                                .orElseGet(() -> match.group("b")),
                                                        NAME),
                                                container,
                                                image)))
                .orElseGet(() -> new WaitingReason.NotStarted(container, reason + telling(said)));
    }

    private static Optional<WaitingReason> find(
            Pattern pattern, String said, Function<MatchResult, WaitingReason> block) {
        return pattern.matcher(said).results().findFirst().map(block);
    }

    private static String telling(String said) {
        String line = SingleLine.of(said, SAID).replaceFirst("\\.$", "");
        return line.isEmpty() ? "" : ", " + line;
    }
}
