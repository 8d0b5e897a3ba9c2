package io.migrate.webhook.migration;

import java.util.List;

/// Why a migration cannot begin: what kubelet says of one of its containers, told apart.
sealed interface WaitingReason {
    /// A Secret or a ConfigMap is not there.
    ///
    /// @param kind as it is written
    record ObjectMissing(String kind, String name) implements WaitingReason {}

    /// It is there, and lacks a key.
    record KeyMissing(String key, String kind, String name) implements WaitingReason {}

    record ImageNotPulled(String image, String said) implements WaitingReason {}

    /// The image does not hold what is to be started.
    record ProgramMissing(String program, String container, String image)
            implements WaitingReason {}

    /// The application's image was started, and gave no migrations.
    record CopyFailed(String image, int exitCode, String said) implements WaitingReason {}

    /// Whatever else kubelet says.
    record NotStarted(String container, String said) implements WaitingReason {}

    /// The Pod is on its Node and has waited there longer than usual for volumes and network.
    ///
    /// @param needs the objects that the migration's own volumes are made of
    record NotPrepared(List<String> needs) implements WaitingReason {
        public NotPrepared {
            needs = List.copyOf(needs);
        }
    }

    /// The same text for the same obstacle, however kubelet words it at the moment.
    default String key() {
        return switch (this) {
            case ObjectMissing(var kind, var name) -> "object/" + kind + "/" + name;
            case KeyMissing(var key, var kind, var name) -> "key/" + kind + "/" + name + "/" + key;
            case ImageNotPulled(var image, _) -> "image/" + image;
            case ProgramMissing(var program, _, var image) -> "program/" + program + "/" + image;
            case CopyFailed(var image, var exitCode, _) -> "copy/" + image + "/" + exitCode;
            case NotStarted(var container, _) -> "start/" + container;
            case NotPrepared _ -> "prepare";
        };
    }

    /// What it is and what to do.
    ///
    /// @param pod for the command that says more
    default String sentence(String namespace, String pod) {
        return switch (this) {
            case ObjectMissing(var kind, var name) ->
                    "%s %s is not there. Create it in namespace %s, or name the right one in the policy or an annotation; kubelet tries again by itself."
                            .formatted(kind, name, namespace);
            case KeyMissing(var key, var kind, var name) ->
                    "%s %s has no key %s. Add it, or name the right one in the policy or an annotation; kubelet tries again by itself."
                            .formatted(kind, name, key);
            case ImageNotPulled(var image, var said) ->
                    "image %s cannot be pulled%s. Look at its name, at imagePullSecrets and at the registry."
                            .formatted(image, said.isEmpty() ? "" : ": " + said);
            case ProgramMissing(var program, _, var image) when program.equals("cp") ->
                    "image %s has no cp to copy its migrations with. Set source.container.copyMethod (or source.image.copyMethod) to Injected in the policy."
                            .formatted(image);
            case ProgramMissing(var program, var container, var image) ->
                    "image %s of container %s has no program %s. Is it the migrator's image?"
                            .formatted(image, container, program);
            case CopyFailed(var image, var exitCode, var said) ->
                    "the migrations could not be copied out of image %s (exit %d)%s. Look at the path of the source."
                            .formatted(image, exitCode, said.isEmpty() ? "" : ": " + said);
            case NotStarted(var container, var said) ->
                    "container %s cannot be started%s. kubectl -n %s describe pod %s says more."
                            .formatted(
                                    container, said.isEmpty() ? "" : ": " + said, namespace, pod);
            case NotPrepared(var needs) ->
                    "volumes or network of the Pod are not ready after a minute on its Node%s. kubectl -n %s describe pod %s says what is missing."
                            .formatted(
                                    needs.isEmpty()
                                            ? ""
                                            : "; the migration needs " + String.join(", ", needs),
                                    namespace,
                                    pod);
        };
    }
}
