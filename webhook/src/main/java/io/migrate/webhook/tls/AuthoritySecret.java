package io.migrate.webhook.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.certs.Authorities;
import io.migrate.certs.StoredAuthorities;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The Secret through which the replicas share the authority.
final class AuthoritySecret implements AutoCloseable {
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final WatchedObject<Secret> watched;

    AuthoritySecret(KubernetesClient client, String namespace, String name, Runnable changed) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.watched =
                new WatchedObject<>(
                        client.secrets().inNamespace(namespace).withName(name), changed);
    }

    void start() {
        watched.start();
    }

    void refresh() {
        watched.refresh();
    }

    /// A version of the Secret. A decision and the write that follows it must use the same version,
    /// so that an authority that another replica stores in between is never overwritten.
    record Observed(Optional<Secret> secret) {
        /// The decoded entries; none if the Secret does not exist.
        Map<String, String> entries() {
            var entries = new HashMap<String, String>();
            secret.map(Secret::getData)
                    .ifPresent(
                            data -> data.forEach((key, value) -> entries.put(key, decoded(value))));
            return entries;
        }
    }

    /// The version last seen.
    Observed observed() {
        return new Observed(watched.object());
    }

    /// Stores the authorities if the Secret has not changed since. Other entries are kept.
    ///
    /// @param observed the version that the decision to write is based on
    /// @return whether the write succeeded; if not, the current version has been read
    boolean write(Authorities authorities, Observed observed) {
        try {
            watched.written(
                    observed.secret()
                            .map(before -> update(before, authorities))
                            .orElseGet(() -> create(authorities)));
            return true;
        } catch (KubernetesClientException e) {
            boolean gone = e.getCode() == NOT_FOUND && observed.secret().isPresent();
            if (e.getCode() == CONFLICT || gone) {
                watched.refresh();
                return false;
            }
            throw e;
        }
    }

    private Secret update(Secret before, Authorities authorities) {
        Map<String, String> data = new HashMap<>();
        if (before.getData() != null) {
            data.putAll(before.getData());
        }
        data.keySet().removeAll(StoredAuthorities.NAMES);
        data.putAll(encoded(authorities));
        return client.resource(new SecretBuilder(before).withData(data).build())
                .lockResourceVersion(before.getMetadata().getResourceVersion())
                .update();
    }

    private Secret create(Authorities authorities) {
        return client.resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(namespace)
                                .endMetadata()
                                .withData(encoded(authorities))
                                .build())
                .create();
    }

    private static Map<String, String> encoded(Authorities authorities) {
        var data = new HashMap<String, String>();
        StoredAuthorities.write(authorities)
                .forEach((key, text) ->
                        data.put(key, Base64.getEncoder().encodeToString(text.getBytes(UTF_8))));
        return data;
    }

    private static String decoded(String value) {
        return new String(Base64.getDecoder().decode(value), UTF_8);
    }

    @Override
    public void close() {
        watched.close();
    }
}
