package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;

import java.util.Optional;
import java.util.function.Supplier;

/// An answer of the API server.
///
/// @param <T> what was asked for
sealed interface Lookup<T> {
    /// It is there.
    record Found<T>(T object) implements Lookup<T> {}

    /// It is not there.
    record NotFound<T>() implements Lookup<T> {}

    /// Whoever asks may not see it.
    ///
    /// @param why the API server's words
    record Forbidden<T>(String why) implements Lookup<T> {}

    /// Asks.
    ///
    /// @param question gives null for what is not there
    /// @throws KubernetesClientException if there is no answer, or one that tells of no object
    static <T> Lookup<T> of(Supplier<T> question) {
        try {
            return Optional.ofNullable(question.get())
                    .<Lookup<T>>map(Found::new)
                    .orElseGet(NotFound::new);
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case 404 -> new NotFound<>();
                case 401, 403 -> new Forbidden<>(words(e));
                default -> throw e;
            };
        }
    }

    /// What the API server says, without the client's additions; where it says nothing, why.
    static String words(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getMessage() != null) {
            return e.getStatus().getMessage();
        }
        Throwable reason = e;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason.toString();
    }

    /// It, if it is there.
    default Optional<T> found() {
        return switch (this) {
            case Found<T>(T object) -> Optional.of(object);
            case NotFound<T> _, Forbidden<T> _ -> Optional.empty();
        };
    }
}
