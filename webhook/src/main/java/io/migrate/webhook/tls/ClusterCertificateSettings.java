package io.migrate.webhook.tls;

import io.migrate.certs.Lifetimes;

import java.util.List;

/// Names of the objects, names of the server, and lifetimes.
///
/// @param namespace the namespace of the Secret
/// @param secret the Secret with the authority
/// @param mutating the MutatingWebhookConfiguration whose entries are kept up to date
/// @param validating the ValidatingWebhookConfiguration, likewise; it may be missing
/// @param names DNS names and IP addresses of the server, at least one
/// @param lifetimes of authority and leaf
public record ClusterCertificateSettings(
        String namespace,
        String secret,
        String mutating,
        String validating,
        List<String> names,
        Lifetimes lifetimes) {
    /// Returns settings with the standard lifetimes and webhook configurations.
    public static ClusterCertificateSettings of(
            String namespace, String secret, List<String> names) {
        return new ClusterCertificateSettings(
                namespace,
                secret,
                WebhookConfigurationNames.MUTATING,
                WebhookConfigurationNames.VALIDATING,
                names,
                Lifetimes.STANDARD);
    }
}
