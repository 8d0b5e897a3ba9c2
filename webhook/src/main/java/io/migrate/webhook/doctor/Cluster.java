package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.webhook.crd.Definition;
import io.migrate.webhook.record.UninjectedPods;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What the API server is asked.
record Cluster(KubernetesClient client, InstallationNames parts) {
    /// A page of a list: what an API server answers without straining.
    private static final long PAGE = 500;

    Lookup<CustomResourceDefinition> definition(Definition definition) {
        return Lookup.of(() ->
                client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(definition.objectName())
                        .get());
    }

    Lookup<List<WebhookEntry>> podHooks() {
        return Lookup.of(() ->
                Optional.ofNullable(
                                client.admissionRegistration()
                                        .v1()
                                        .mutatingWebhookConfigurations()
                                        .withName(InstallationNames.MUTATING)
                                        .get())
                        .map(WebhookEntry::of)
                        .orElse(null));
    }

    Lookup<List<WebhookEntry>> workloadHooks() {
        return Lookup.of(() ->
                Optional.ofNullable(
                                client.admissionRegistration()
                                        .v1()
                                        .validatingWebhookConfigurations()
                                        .withName(InstallationNames.VALIDATING)
                                        .get())
                        .map(WebhookEntry::of)
                        .orElse(null));
    }

    Lookup<Deployment> deployment(String name) {
        return Lookup.of(() ->
                client.apps().deployments().inNamespace(parts.namespace()).withName(name).get());
    }

    Lookup<Secret> secret(String name) {
        return Lookup.of(
                () -> client.secrets().inNamespace(parts.namespace()).withName(name).get());
    }

    /// Those of our own namespace; none if they are withheld, as they only explain.
    List<Pod> ownPods() {
        return Lookup.of(() -> client.pods().inNamespace(parts.namespace()).list().getItems())
                .found()
                .orElse(List.of());
    }

    /// The same of Events.
    List<Event> ownEvents() {
        return Lookup.of(
                        () -> client.v1().events().inNamespace(parts.namespace()).list().getItems())
                .found()
                .orElse(List.of());
    }

    Lookup<List<EndpointSlice>> endpoints() {
        return Lookup.of(() ->
                client.discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(parts.namespace())
                        .withLabel("kubernetes.io/service-name", InstallationNames.WEBHOOK)
                        .list()
                        .getItems());
    }

    /// The keys of an object; values are not kept.
    Lookup<Set<String>> keys(String namespace, Reference.Kind kind, String name) {
        return switch (kind) {
            case SECRET ->
                    Lookup.of(() ->
                            Optional.ofNullable(
                                            client.secrets()
                                                    .inNamespace(namespace)
                                                    .withName(name)
                                                    .get())
                                    .map(each -> keys(each.getData(), Map.of()))
                                    .orElse(null));
            case CONFIG_MAP ->
                    Lookup.of(() ->
                            Optional.ofNullable(
                                            client.configMaps()
                                                    .inNamespace(namespace)
                                                    .withName(name)
                                                    .get())
                                    .map(each -> keys(each.getData(), each.getBinaryData()))
                                    .orElse(null));
            case VOLUME_CLAIM ->
                    Lookup.of(() ->
                            Optional.ofNullable(
                                            client.persistentVolumeClaims()
                                                    .inNamespace(namespace)
                                                    .withName(name)
                                                    .get())
                                    .map(_ -> Set.<String>of())
                                    .orElse(null));
        };
    }

    private static Set<String> keys(Map<String, String> some, Map<String, String> others) {
        var keys = new HashSet<String>();
        Optional.ofNullable(some).map(Map::keySet).ifPresent(keys::addAll);
        Optional.ofNullable(others).map(Map::keySet).ifPresent(keys::addAll);
        return keys;
    }

    /// The names of the Namespaces that opt out of injection.
    Lookup<Set<String>> optedOut() {
        return Lookup.of(() ->
                client
                        .namespaces()
                        .list(
                                new ListOptionsBuilder()
                                        .withLabelSelector(UninjectedPods.OPTED_OUT)
                                        .build())
                        .getItems()
                        .stream()
                        .map(each -> each.getMetadata().getName())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /// Every Pod of the cluster, a page at a time.
    Lookup<Integer> pods(Consumer<Pod> each) {
        return Lookup.of(() -> {
            int count = 0;
            String next = "";
            do {
                PodList page = client.pods().inAnyNamespace().list(page(next));
                page.getItems().forEach(each);
                count += page.getItems().size();
                next = Optional.ofNullable(page.getMetadata().getContinue()).orElse("");
            } while (!next.isEmpty());
            return count;
        });
    }

    private static ListOptions page(String next) {
        var options = new ListOptionsBuilder().withLimit(PAGE);
        return next.isEmpty() ? options.build() : options.withContinue(next).build();
    }
}
