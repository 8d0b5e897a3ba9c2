package io.migrate.webhook.tls;

/// The names of the webhook configurations in the manifests.
public final class WebhookConfigurationNames {
    /// The MutatingWebhookConfiguration that sends Pods.
    public static final String MUTATING = "migrate-io-injector";

    /// The ValidatingWebhookConfiguration that sends workloads.
    public static final String VALIDATING = "migrate-io-workloads";

    private WebhookConfigurationNames() {}
}
