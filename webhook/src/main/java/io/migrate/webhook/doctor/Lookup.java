package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The result of asking the API server for an object or a list.
///
/// @param <T> the object or list
sealed interface Lookup<T> {
    /// It exists.
    record Found<T>(T object) implements Lookup<T> {}

    /// It does not exist.
    record NotFound<T>() implements Lookup<T> {}

    /// The caller may not read it.
    ///
    /// @param why the message of the API server
    record Forbidden<T>(String why) implements Lookup<T> {}

    /// Sends a request.
    ///
    /// @param request returns null if the object does not exist
    /// @throws KubernetesClientException if the API server does not respond, or with another error
    static <T> Lookup<T> of(Supplier<T> request) {
        try {
            return Optional.ofNullable(request.get())
                    .<Lookup<T>>map(Found::new)
                    .orElseGet(NotFound::new);
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case 404 -> new NotFound<>();
                case 401, 403 -> new Forbidden<>(message(e));
                default -> throw e;
            };
        }
    }

    /// The message of the API server without the client's additions; if there is none, the root
    /// cause of the failure.
    static String message(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getMessage() != null) {
            return e.getStatus().getMessage();
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    /// The same with another view of the object.
    default <R> Lookup<R> map(Function<T, R> view) {
        return switch (this) {
            case Found<T>(T object) -> new Found<>(view.apply(object));
            case NotFound<T> _ -> new NotFound<>();
            case Forbidden<T>(var why) -> new Forbidden<>(why);
        };
    }

    /// The object, if it was found.
    default Optional<T> found() {
        return switch (this) {
            case Found<T>(T object) -> Optional.of(object);
            case NotFound<T> _, Forbidden<T> _ -> Optional.empty();
        };
    }
}
