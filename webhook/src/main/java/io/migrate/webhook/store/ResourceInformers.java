package io.migrate.webhook.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.migrate.webhook.crd.Definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The kinds of object that are kept.
final class ResourceInformers {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// A page of a list: what an API server answers without straining.
    private static final long PAGE = 500;

    private ResourceInformers() {}

    static List<ResourceInformer<GenericKubernetesResource>> ofPolicies(
            KubernetesClient client, ChangeQueue intake) {
        return Definition.ALL.stream().map(each -> policies(each, client, intake)).toList();
    }

    static List<ResourceInformer<?>> ofSurroundings(KubernetesClient client, ChangeQueue intake) {
        return List.of(
                new ResourceInformer<>(
                        "Namespace",
                        informer(client.namespaces()),
                        intake,
                        (inventory, each) ->
                                inventory.putNamespace(
                                        each.getMetadata().getName(),
                                        Optional.ofNullable(each.getMetadata().getAnnotations())
                                                .orElse(Map.of())),
                        (inventory, each) ->
                                inventory.removeNamespace(each.getMetadata().getName())),
                new ResourceInformer<>(
                        "LimitRange",
                        informer(client.limitRanges().inAnyNamespace()),
                        intake,
                        (inventory, each) ->
                                inventory.putLimitRange(
                                        each.getMetadata().getNamespace(),
                                        each.getMetadata().getName(),
                                        tree(each)),
                        (inventory, each) ->
                                inventory.removeLimitRange(
                                        each.getMetadata().getNamespace(),
                                        each.getMetadata().getName())));
    }

    private static ResourceInformer<GenericKubernetesResource> policies(
            Definition definition, KubernetesClient client, ChangeQueue intake) {
        var resources = PolicyResources.of(client, definition);
        return new ResourceInformer<>(
                definition.kind(),
                informer(definition.isNamespaced() ? resources.inAnyNamespace() : resources),
                intake,
                (inventory, each) -> inventory.policies().put(tree(each)),
                (inventory, each) -> inventory.policies().remove(tree(each)));
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> informer(
            Informable<T> resources) {
        SharedIndexInformer<T> informer = resources.withLimit(PAGE).runnableInformer(0);
        return informer.removeNamespaceIndex().itemStore(new LeanItems<>());
    }

    static JsonNode tree(Object object) {
        return JSON.valueToTree(object);
    }
}
