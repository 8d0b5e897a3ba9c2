package io.migrate.webhook.tls;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.migrate.certs.ParseResult;
import io.migrate.certs.Pem;

import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What API servers trust when they call us: the bundles in both webhook configurations.
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

    void look() {
        mutating.look();
        validating.look();
    }

    /// What is trusted in every entry. Nothing, if there are none.
    Set<X509Certificate> trusted() {
        List<Set<X509Certificate>> each =
                List.of(mutating, validating).stream()
                        .flatMap(one -> one.entries().stream())
                        .map(entry -> certificates(entry.bundle()))
                        .toList();
        Set<X509Certificate> trusted = each.isEmpty() ? Set.of() : new HashSet<>(each.getFirst());
        each.forEach(trusted::retainAll);
        return trusted;
    }

    /// The configurations in which an entry has another bundle.
    List<WebhookConfiguration<?>> otherThan(String bundle) {
        return List.<WebhookConfiguration<?>>of(mutating, validating).stream()
                .filter(one ->
                        one.entries().stream().anyMatch(entry -> !entry.bundle().equals(bundle)))
                .toList();
    }

    /// Why clients do not trust what this certificate vouches for; empty if they do.
    Optional<String> missing(X509Certificate authority) {
        if (mutating.entries().isEmpty()) {
            return Optional.of(mutating.name() + " does not exist or has no webhooks");
        }
        return List.of(mutating, validating).stream()
                .flatMap(one ->
                        one.entries().stream()
                                .filter(entry -> !certificates(entry.bundle()).contains(authority))
                                .map(entry ->
                                        "our authority is not in the caBundle of "
                                                + entry.name()
                                                + " in "
                                                + one.name()))
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
