package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Remembers the answer to each request, and a failure as well, so that none is sent twice.
///
/// @param <K> what identifies the request
/// @param <T> the answer
final class Memo<K, T> {
    private final Map<K, Supplier<T>> answers = new HashMap<>();

    /// Returns the answer, sending the request only the first time.
    ///
    /// @throws KubernetesClientException if the request failed, the first time or now
    T get(K key, Supplier<T> request) {
        return answers.computeIfAbsent(key, _ -> send(request)).get();
    }

    private static <T> Supplier<T> send(Supplier<T> request) {
        try {
            T answer = request.get();
            return () -> answer;
        } catch (KubernetesClientException e) {
            return () -> {
                throw e;
            };
        }
    }
}
