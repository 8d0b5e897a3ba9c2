package io.migrate.webhook.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A webhook in a webhook configuration.
///
/// @param configuration the object that contains it, as `kind/name`
/// @param target the Service that is called, as `namespace/name`, or the URL
/// @param isService whether the target is a Service
/// @param bundle the `caBundle` as PEM; empty if there is none
/// @param reinvocationPolicy empty for validating webhooks, which have none
/// @param conditions the names of its `matchConditions`
/// @param resources that its rules select, as `resource.group`; either may be `*`
record WebhookEntry(
        String configuration,
        String name,
        String target,
        boolean isService,
        String bundle,
        String failurePolicy,
        String reinvocationPolicy,
        List<String> conditions,
        Set<String> resources) {
    /// The webhooks of a configuration for Pods.
    static List<WebhookEntry> of(MutatingWebhookConfiguration configuration) {
        return configuration.getWebhooks().stream()
                .map(each -> of(configuration.getMetadata().getName(), each))
                .toList();
    }

    /// The webhooks of a configuration for workloads.
    static List<WebhookEntry> of(ValidatingWebhookConfiguration configuration) {
        return configuration.getWebhooks().stream()
                .map(each -> of(configuration.getMetadata().getName(), each))
                .toList();
    }

    private static WebhookEntry of(String configuration, MutatingWebhook webhook) {
        return new WebhookEntry(
                "MutatingWebhookConfiguration/" + configuration,
                webhook.getName(),
                target(webhook.getClientConfig()),
                webhook.getClientConfig().getService() != null,
                bundle(webhook.getClientConfig()),
                webhook.getFailurePolicy(),
                webhook.getReinvocationPolicy(),
                webhook.getMatchConditions().stream().map(each -> each.getName()).toList(),
                resources(webhook.getRules()));
    }

    private static WebhookEntry of(String configuration, ValidatingWebhook webhook) {
        return new WebhookEntry(
                "ValidatingWebhookConfiguration/" + configuration,
                webhook.getName(),
                target(webhook.getClientConfig()),
                webhook.getClientConfig().getService() != null,
                bundle(webhook.getClientConfig()),
                webhook.getFailurePolicy(),
                "",
                webhook.getMatchConditions().stream().map(each -> each.getName()).toList(),
                resources(webhook.getRules()));
    }

    /// Whether a rule selects a resource.
    boolean selects(String resource, String group) {
        return Stream.of(resource, "*")
                .anyMatch(one ->
                        Stream.of(group, "*")
                                .anyMatch(other -> resources.contains(one + "." + other)));
    }

    private static Set<String> resources(List<RuleWithOperations> rules) {
        return rules.stream()
                .flatMap(rule ->
                        rule.getResources().stream()
                                .flatMap(resource ->
                                        rule.getApiGroups().stream()
                                                .map(group -> resource + "." + group)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String target(WebhookClientConfig config) {
        return config.getService() == null
                ? String.valueOf(config.getUrl())
                : config.getService().getNamespace() + "/" + config.getService().getName();
    }

    private static String bundle(WebhookClientConfig config) {
        return Optional.ofNullable(config.getCaBundle())
                .map(encoded -> new String(Base64.getDecoder().decode(encoded), UTF_8))
                .orElse("");
    }
}
