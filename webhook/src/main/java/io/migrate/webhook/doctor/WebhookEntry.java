package io.migrate.webhook.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// An entry of a webhook configuration.
///
/// @param configuration the object that it stands in, as `kind/name`
/// @param target what is called: a Service as `namespace/name`, or a URL
/// @param isService which of the two
/// @param bundle what is trusted, as PEM; empty if nothing is said
/// @param conditions the names of its match conditions
record WebhookEntry(
        String configuration,
        String name,
        String target,
        boolean isService,
        String bundle,
        String failurePolicy,
        String reinvocationPolicy,
        List<String> conditions) {
    /// What there is of one.
    static List<WebhookEntry> of(MutatingWebhookConfiguration configuration) {
        return configuration.getWebhooks().stream()
                .map(each -> of(configuration.getMetadata().getName(), each))
                .toList();
    }

    /// The same of the other kind.
    static List<WebhookEntry> of(ValidatingWebhookConfiguration configuration) {
        return configuration.getWebhooks().stream()
                .map(each -> of(configuration.getMetadata().getName(), each))
                .toList();
    }

    private static WebhookEntry of(String configuration, MutatingWebhook each) {
        return new WebhookEntry(
                "MutatingWebhookConfiguration/" + configuration,
                each.getName(),
                target(each.getClientConfig()),
                each.getClientConfig().getService() != null,
                bundle(each.getClientConfig()),
                each.getFailurePolicy(),
                each.getReinvocationPolicy(),
                each.getMatchConditions().stream().map(one -> one.getName()).toList());
    }

    private static WebhookEntry of(String configuration, ValidatingWebhook each) {
        return new WebhookEntry(
                "ValidatingWebhookConfiguration/" + configuration,
                each.getName(),
                target(each.getClientConfig()),
                each.getClientConfig().getService() != null,
                bundle(each.getClientConfig()),
                each.getFailurePolicy(),
                "",
                each.getMatchConditions().stream().map(one -> one.getName()).toList());
    }

    private static String target(WebhookClientConfig called) {
        return called.getService() == null
                ? String.valueOf(called.getUrl())
                : called.getService().getNamespace() + "/" + called.getService().getName();
    }

    private static String bundle(WebhookClientConfig called) {
        return Optional.ofNullable(called.getCaBundle())
                .map(encoded -> new String(Base64.getDecoder().decode(encoded), UTF_8))
                .orElse("");
    }
}
