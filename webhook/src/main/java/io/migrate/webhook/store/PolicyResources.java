package io.migrate.webhook.store;

import com.fasterxml.jackson.databind.JsonNode;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.migrate.webhook.crd.Definition;
import io.migrate.webhook.policy.PolicyReader;

import java.util.List;

/// Client access to the policy kinds.
public final class PolicyResources {
    private PolicyResources() {}

    static MixedOperation<
                    GenericKubernetesResource,
                    GenericKubernetesResourceList,
                    Resource<GenericKubernetesResource>>
            of(KubernetesClient client, Definition definition) {
        return client.genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                        .withGroup(definition.group())
                        .withVersion(definition.version())
                        .withKind(definition.kind())
                        .withPlural(definition.plural())
                        .withNamespaced(definition.isNamespaced())
                        .build());
    }

    /// Lists all policies of both kinds, as stored.
    ///
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException if they cannot be listed
    public static List<JsonNode> list(KubernetesClient client) {
        return Definition.ALL.stream()
                .flatMap(each -> {
                    var resources = of(client, each);
                    return (each.isNamespaced() ? resources.inAnyNamespace() : resources)
                            .list().getItems().stream();
                })
                .map(ResourceInformers::tree)
                .toList();
    }

    /// Returns the resource of a policy object.
    ///
    /// @param object with kind, name and, if namespaced, namespace
    public static Resource<GenericKubernetesResource> of(KubernetesClient client, JsonNode object) {
        String name = object.path("metadata").path("name").asText();
        return object.path("kind").asText().equals(PolicyReader.CLUSTER_KIND)
                ? of(client, Definition.CLUSTER_MIGRATION_POLICY).withName(name)
                : of(client, Definition.MIGRATION_POLICY)
                        .inNamespace(object.path("metadata").path("namespace").asText())
                        .withName(name);
    }
}
