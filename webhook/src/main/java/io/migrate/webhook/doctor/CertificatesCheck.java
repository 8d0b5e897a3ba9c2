package io.migrate.webhook.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.migrate.certs.ParseResult;
import io.migrate.certs.Pem;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Checks that API servers trust the certificate of the webhook, now and in the near future.
final class CertificatesCheck implements Check {
    /// Certificates are renewed when a third of their lifetime is left. If only a quarter is left,
    /// the renewal failed.
    private static final int OVERDUE = 4;

    private static final String CERTIFICATE = "tls.crt";

    @Override
    public String name() {
        return "certificates";
    }

    @Override
    public String verifies() {
        return "each `caBundle` verifies the certificate in the Secret of the webhook or of"
                + " cert-manager, and the certificate was renewed on time";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        List<WebhookEntry> webhooks = cluster.allWebhooks();
        if (webhooks.isEmpty()) {
            return List.of();
        }
        String secret =
                cluster.deployment(InstallationNames.WEBHOOK)
                        .found()
                        .flatMap(CertificatesCheck::mountedSecret)
                        .orElse(InstallationNames.CA_SECRET);
        String subject = "Secret/" + cluster.names().namespace() + "/" + secret;
        String logs = cluster.names().logs();
        return switch (cluster.secret(secret)) {
            case Lookup.Forbidden<Secret>(var why) ->
                    Stream.concat(
                                    webhooks.stream()
                                            .flatMap(each -> noBundle(each, logs).stream()),
                                    Stream.of(unknown(subject, why)))
                            .toList();
            case Lookup.NotFound<Secret> _ ->
                    List.of(
                            error(
                                    subject,
                                    "does not exist",
                                    "A running replica recreates it within seconds. To see why none"
                                            + " does: "
                                            + logs));
            case Lookup.Found<Secret>(var object) ->
                    check(cluster, webhooks, certificates(object), subject);
        };
    }

    /// The Secret in which another program, such as cert-manager, keeps the certificate.
    private static Optional<String> mountedSecret(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getVolumes().stream()
                .filter(each -> each.getSecret() != null)
                .map(each -> each.getSecret().getSecretName())
                .findFirst();
    }

    private List<Finding> check(
            Cluster cluster,
            List<WebhookEntry> webhooks,
            List<X509Certificate> chain,
            String subject) {
        String logs = cluster.names().logs();
        if (chain.isEmpty()) {
            return List.of(
                    error(
                            subject,
                            "contains no certificate under key " + CERTIFICATE,
                            "The first running replica writes it. To see why none does: " + logs));
        }
        var findings = new ArrayList<Finding>();
        findings.add(validity(chain.getFirst(), cluster.now(), subject, logs));
        for (WebhookEntry each : webhooks) {
            noBundle(each, logs)
                    .or(() -> untrusted(each, chain, cluster.now(), subject))
                    .ifPresent(findings::add);
        }
        return findings;
    }

    private Finding validity(
            X509Certificate certificate, Instant now, String subject, String logs) {
        Instant start = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        String fix = "To see why it was not renewed: " + logs + ", or the log of cert-manager.";
        if (!now.isBefore(end)) {
            return error(subject, "contains a certificate that expired at " + end, fix);
        }
        String until = "contains a certificate that is valid until " + end;
        Duration overdue = Duration.between(start, end).dividedBy(OVERDUE);
        return now.isAfter(end.minus(overdue))
                ? warning(subject, until + ", and its renewal is overdue", fix)
                : ok(subject, until);
    }

    private Optional<Finding> noBundle(WebhookEntry webhook, String logs) {
        return webhook.bundle().isEmpty()
                ? Optional.of(
                        error(
                                webhook.configuration(),
                                "has no caBundle for webhook %s: API servers do not trust it"
                                        .formatted(webhook.name()),
                                "A running replica writes it within seconds. To see why none does: "
                                        + logs))
                : Optional.empty();
    }

    private Optional<Finding> untrusted(
            WebhookEntry webhook, List<X509Certificate> chain, Instant now, String subject) {
        boolean isTrusted =
                certificates(webhook.bundle()).stream()
                        .filter(each -> now.isBefore(each.getNotAfter().toInstant()))
                        .anyMatch(
                                each -> chain.contains(each) || isSignedBy(each, chain.getLast()));
        return isTrusted
                ? Optional.empty()
                : Optional.of(
                        error(
                                webhook.configuration(),
                                "has a caBundle for webhook %s that does not verify the certificate in %s"
                                        .formatted(webhook.name(), subject),
                                "A running replica corrects it within seconds. If it changes again,"
                                    + " another client writes it. To see which one: kubectl get "
                                        + webhook.configuration()
                                        + " -o yaml --show-managed-fields"));
    }

    private static boolean isSignedBy(X509Certificate authority, X509Certificate certificate) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static List<X509Certificate> certificates(Secret secret) {
        String encoded =
                Optional.ofNullable(secret.getData())
                        .orElse(Map.of())
                        .getOrDefault(CERTIFICATE, "");
        return certificates(new String(Base64.getDecoder().decode(encoded), UTF_8));
    }

    private static List<X509Certificate> certificates(String pem) {
        return switch (Pem.readCertificates(pem)) {
            case ParseResult.Usable<List<X509Certificate>>(var certificates) -> certificates;
            case ParseResult.Unusable<List<X509Certificate>> _ -> List.of();
        };
    }
}
