package io.migrate.webhook.migration;

import java.util.List;

/// Why a migration cannot start: kubelet's reason for one of its containers, classified.
sealed interface WaitingReason {
    /// A Secret or a ConfigMap does not exist.
    ///
    /// @param kind `Secret` or `ConfigMap`
    record ObjectMissing(String kind, String name) implements WaitingReason {}

    /// A Secret or a ConfigMap does not have a key.
    record KeyMissing(String key, String kind, String name) implements WaitingReason {}

    record ImageNotPulled(String image, String detail) implements WaitingReason {}

    /// The image does not contain the program that the container starts.
    record ProgramMissing(String program, String container, String image)
            implements WaitingReason {}

    /// The container that copies the migrations from the application's image failed.
    record CopyFailed(String image, int exitCode, String detail) implements WaitingReason {}

    /// Any other reason.
    record NotStarted(String container, String detail) implements WaitingReason {}

    /// The Node prepares the Pod's volumes and network for longer than usual.
    ///
    /// @param volumeSources the objects that the migration's own volumes are made from
    record NotPrepared(List<String> volumeSources) implements WaitingReason {
        /// Copies the collections.
        public NotPrepared {
            volumeSources = List.copyOf(volumeSources);
        }
    }

    /// A native sidecar before the migration does not start, so kubelet starts nothing after it.
    record SidecarNotStarted(String sidecar) implements WaitingReason {}

    /// Returns the same text for the same obstacle, however kubelet words it.
    default String key() {
        return switch (this) {
            case ObjectMissing(var kind, var name) -> "object/" + kind + "/" + name;
            case KeyMissing(var key, var kind, var name) -> "key/" + kind + "/" + name + "/" + key;
            case ImageNotPulled(var image, _) -> "image/" + image;
            case ProgramMissing(var program, _, var image) -> "program/" + program + "/" + image;
            case CopyFailed(var image, var exitCode, var detail) ->
                    "copy/" + image + "/" + exitCode + "/" + CopyObstacle.of(exitCode, detail);
            case NotStarted(var container, _) -> "start/" + container;
            case NotPrepared _ -> "prepare";
            case SidecarNotStarted(var sidecar) -> "sidecar/" + sidecar;
        };
    }

    /// Returns what is wrong and what to do.
    ///
    /// @param namespace namespace of the Pod, for the command that shows more
    /// @param pod name of the Pod, for the same
    default String sentence(String namespace, String pod) {
        return switch (this) {
            case ObjectMissing(var kind, var name) ->
                    "%s %s does not exist. Create it in namespace %s, or correct its name in the policy or the annotation; kubelet retries automatically."
                            .formatted(kind, name, namespace);
            case KeyMissing(var key, var kind, var name) ->
                    "%s %s has no key %s. Add the key, or correct its name in the policy or the annotation; kubelet retries automatically."
                            .formatted(kind, name, key);
            case ImageNotPulled(var image, var detail) ->
                    "cannot pull image %s%s. Check its name, imagePullSecrets and the registry."
                            .formatted(image, detail.isEmpty() ? "" : ": " + detail);
            case ProgramMissing(var program, _, var image) when program.equals("cp") ->
                    "image %s has no cp to copy its migrations. Set source.container.copyMethod (or source.image.copyMethod) to Injected in the policy."
                            .formatted(image);
            case ProgramMissing(var program, var container, var image) ->
                    "image %s of container %s has no program %s. Check that it is the migrator's image."
                            .formatted(image, container, program);
            case CopyFailed(var image, var exitCode, var detail) ->
                    "cannot copy the migrations from image %s (exit %d)%s.%s"
                            .formatted(
                                    image,
                                    exitCode,
                                    detail.isEmpty() ? "" : ": " + detail,
                                    CopyObstacle.of(exitCode, detail).advice());
            case NotStarted(var container, var detail) ->
                    "cannot start container %s%s. For details: kubectl -n %s describe pod %s"
                            .formatted(
                                    container,
                                    detail.isEmpty() ? "" : ": " + detail,
                                    namespace,
                                    pod);
            case NotPrepared(var volumeSources) ->
                    "the Pod's volumes or network are not ready after 1 minute on its Node%s. For details: kubectl -n %s describe pod %s"
                            .formatted(
                                    volumeSources.isEmpty()
                                            ? ""
                                            : "; the migration needs "
                                                    + String.join(", ", volumeSources),
                                    namespace,
                                    pod);
            case SidecarNotStarted(var sidecar) ->
                    "sidecar %1$s, which starts before it, has not started after 2 minutes. If its startup probe waits for the migrated schema, set migrate.io/position (or position in the policy) to before/%1$s. For details: kubectl -n %2$s describe pod %3$s"
                            .formatted(sidecar, namespace, pod);
        };
    }
}
