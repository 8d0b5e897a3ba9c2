package io.migrate.webhook.tls;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.certs.ParseResult;
import io.migrate.certs.Pem;

import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The certificates that API servers trust when they call the webhook: the bundles in both webhook
/// configurations.
final class CaBundles implements AutoCloseable {
    private final WebhookConfiguration<?> mutating;
    private final WebhookConfiguration<?> validating;

    CaBundles(KubernetesClient client, String mutating, String validating, Runnable changed) {
        this.mutating = WebhookConfiguration.mutating(client, mutating, changed);
        this.validating = WebhookConfiguration.validating(client, validating, changed);
    }

    void start() {
        mutating.start();
        validating.start();
    }

    void refresh() {
        mutating.refresh();
        validating.refresh();
    }

    /// The certificates that every entry trusts; none if there are no entries.
    Set<X509Certificate> trusted() {
        List<Set<X509Certificate>> perEntry =
                List.of(mutating, validating).stream()
                        .flatMap(configuration -> configuration.entries().stream())
                        .map(entry -> certificates(entry.bundle()))
                        .toList();
        Set<X509Certificate> trusted =
                perEntry.isEmpty() ? Set.of() : new HashSet<>(perEntry.getFirst());
        perEntry.forEach(trusted::retainAll);
        return trusted;
    }

    /// The configurations in which an entry has a different bundle.
    List<WebhookConfiguration<?>> differingFrom(String bundle) {
        return List.<WebhookConfiguration<?>>of(mutating, validating).stream()
                .filter(configuration ->
                        configuration.entries().stream()
                                .anyMatch(entry -> !entry.bundle().equals(bundle)))
                .toList();
    }

    /// Why clients do not trust certificates signed by this authority; empty if they do.
    Optional<String> missing(X509Certificate authority) {
        if (mutating.entries().isEmpty()) {
            return Optional.of(mutating.name() + " does not exist or has no webhooks");
        }
        return List.of(mutating, validating).stream()
                .flatMap(configuration ->
                        configuration.entries().stream()
                                .filter(entry -> !certificates(entry.bundle()).contains(authority))
                                .map(entry ->
                                        "the caBundle of "
                                                + entry.name()
                                                + " in "
                                                + configuration.name()
                                                + " does not contain this replica's authority"))
                .findFirst();
    }

    private static Set<X509Certificate> certificates(String bundle) {
        return switch (Pem.readCertificates(bundle)) {
            case ParseResult.Usable<List<X509Certificate>>(var certificates) ->
                    Set.copyOf(certificates);
            case ParseResult.Unusable<List<X509Certificate>> _ -> Set.of();
        };
    }

    @Override
    public void close() {
        mutating.close();
        validating.close();
    }
}
