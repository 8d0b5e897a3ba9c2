package io.migrate.webhook.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.migrate.webhook.crd.Definition;
import io.migrate.webhook.yaml.Json;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Creates the informers of all kinds that the [Store] keeps.
final class ResourceInformers {
    private static final ObjectMapper JSON = Json.mapper();

    /// Page size of lists, kubectl's default.
    private static final long PAGE = 500;

    private ResourceInformers() {}

    static List<ResourceInformer<GenericKubernetesResource>> ofPolicies(
            KubernetesClient client, ChangeQueue queue) {
        return Definition.ALL.stream().map(each -> policies(each, client, queue)).toList();
    }

    static List<ResourceInformer<?>> ofBuiltInKinds(KubernetesClient client, ChangeQueue queue) {
        return List.of(
                new ResourceInformer<>(
                        "Namespace",
                        informer(client.namespaces()),
                        queue,
                        (state, each) ->
                                state.putNamespace(
                                        each.getMetadata().getName(),
                                        Optional.ofNullable(each.getMetadata().getAnnotations())
                                                .orElse(Map.of())),
                        (state, each) -> state.removeNamespace(each.getMetadata().getName())),
                new ResourceInformer<>(
                        "LimitRange",
                        informer(client.limitRanges().inAnyNamespace()),
                        queue,
                        (state, each) ->
                                state.putLimitRange(
                                        each.getMetadata().getNamespace(),
                                        each.getMetadata().getName(),
                                        tree(each)),
                        (state, each) ->
                                state.removeLimitRange(
                                        each.getMetadata().getNamespace(),
                                        each.getMetadata().getName())));
    }

    private static ResourceInformer<GenericKubernetesResource> policies(
            Definition definition, KubernetesClient client, ChangeQueue queue) {
        var resources = PolicyResources.of(client, definition);
        return new ResourceInformer<>(
                definition.kind(),
                informer(definition.isNamespaced() ? resources.inAnyNamespace() : resources),
                queue,
                (state, each) -> state.policies().put(tree(each)),
                (state, each) -> state.policies().remove(tree(each)));
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> informer(
            Informable<T> resources) {
        SharedIndexInformer<T> informer = resources.withLimit(PAGE).runnableInformer(0);
        return informer.removeNamespaceIndex().itemStore(new StrippedItemStore<>());
    }

    static JsonNode tree(Object object) {
        return JSON.valueToTree(object);
    }
}
