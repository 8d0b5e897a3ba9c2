package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.client.KubernetesClient;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The objects that policies reference. Of each, only the keys are kept, never the values.
final class ReferencedObjects {
    private final KubernetesClient client;
    private final Memo<Id, Lookup<Set<String>>> keys = new Memo<>();

    private record Id(String namespace, Reference.Kind kind, String name) {}

    ReferencedObjects(KubernetesClient client) {
        this.client = client;
    }

    /// The keys of an object; none for a kind that has no keys.
    Lookup<Set<String>> keys(String namespace, Reference.Kind kind, String name) {
        return keys.get(
                new Id(namespace, kind, name),
                () ->
                        switch (kind) {
                            case SECRET -> secret(namespace, name);
                            case CONFIG_MAP -> configMap(namespace, name);
                            case VOLUME_CLAIM -> volumeClaim(namespace, name);
                        });
    }

    private Lookup<Set<String>> secret(String namespace, String name) {
        return Lookup.of(() -> client.secrets().inNamespace(namespace).withName(name).get())
                .map(each -> union(each.getData(), Map.of()));
    }

    private Lookup<Set<String>> configMap(String namespace, String name) {
        return Lookup.of(() -> client.configMaps().inNamespace(namespace).withName(name).get())
                .map(each -> union(each.getData(), each.getBinaryData()));
    }

    private Lookup<Set<String>> volumeClaim(String namespace, String name) {
        return Lookup.of(() ->
                        client.persistentVolumeClaims().inNamespace(namespace).withName(name).get())
                .map(_ -> Set.of());
    }

    private static Set<String> union(Map<String, String> data, Map<String, String> binaryData) {
        var keys = new HashSet<String>();
        Optional.ofNullable(data).map(Map::keySet).ifPresent(keys::addAll);
        Optional.ofNullable(binaryData).map(Map::keySet).ifPresent(keys::addAll);
        return keys;
    }
}
