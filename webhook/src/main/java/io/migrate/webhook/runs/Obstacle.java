package io.migrate.webhook.runs;

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
final class Obstacle {
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

    Obstacle(String container, String image) {
        this.container = Line.of(container, NAME);
        this.image = Line.of(image, NAME);
    }

    /// Empty if nothing keeps it from starting, as far as one can see.
    Optional<Block> in(ContainerStatus status) {
        return waiting(status).or(() -> start(status));
    }

    private Optional<Block> waiting(ContainerStatus status) {
        return Optional.ofNullable(status.getState())
                .map(state -> state.getWaiting())
                .flatMap(this::of);
    }

    private Optional<Block> of(ContainerStateWaiting waiting) {
        String reason = Optional.ofNullable(waiting.getReason()).orElse("");
        String said = Optional.ofNullable(waiting.getMessage()).orElse("");
        if (PULLING.contains(reason)) {
            return Optional.of(new Block.ImageNotPulled(image, reason + telling(said)));
        }
        return STARTING.contains(reason) ? Optional.of(read(reason, said)) : Optional.empty();
    }

    private Optional<Block> start(ContainerStatus status) {
        return Runs.newest(status)
                .filter(Ended::isStart)
                .map(end -> read(reason(end), message(end)));
    }

    private static String reason(ContainerStateTerminated end) {
        return Optional.ofNullable(end.getReason()).orElse("");
    }

    private static String message(ContainerStateTerminated end) {
        return Optional.ofNullable(end.getMessage()).orElse("");
    }

    private Block read(String reason, String said) {
        return find(
                        OBJECT_MISSING,
                        said,
                        match ->
                                new Block.ObjectMissing(
                                        match.group("kind").equals("secret")
                                                ? "Secret"
                                                : "ConfigMap",
                                        Line.of(match.group("name"), NAME)))
                .or(() ->
                        find(
                                KEY_MISSING,
                                said,
                                match ->
                                        new Block.KeyMissing(
                                                Line.of(match.group("key"), NAME),
                                                match.group("kind"),
                                                Line.of(match.group("name"), NAME))))
                .or(() ->
                        find(
                                PROGRAM_MISSING,
                                said,
                                match ->
                                        new Block.ProgramMissing(
                                                Line.of(
                                                        Optional.ofNullable(match.group("a"))
                                                                .orElseGet(() -> match.group("b")),
                                                        NAME),
                                                container,
                                                image)))
                .orElseGet(() -> new Block.NotStarted(container, reason + telling(said)));
    }

    private static Optional<Block> find(
            Pattern pattern, String said, Function<MatchResult, Block> block) {
        return pattern.matcher(said).results().findFirst().map(block);
    }

    private static String telling(String said) {
        String line = Line.of(said, SAID).replaceFirst("\\.$", "");
        return line.isEmpty() ? "" : ", " + line;
    }
}
