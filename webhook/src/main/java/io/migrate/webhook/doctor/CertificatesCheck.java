package io.migrate.webhook.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Secret;
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

/// Whether API servers trust what the webhook serves, and for how long.
///
/// @param now when
/// @param secret the Secret that holds what is served or what signs it, as `namespace/name`
record CertificatesCheck(InstallationNames parts, Instant now, String secret) {
    /// Certificates are renewed when a third of their life is left: with a quarter left, nobody
    /// did.
    private static final int LATE = 4;

    private static final String CERTIFICATE = "tls.crt";

    List<Finding> of(List<WebhookEntry> hooks, Lookup<Secret> seen) {
        String subject = "Secret/" + secret;
        return switch (seen) {
            case Lookup.Forbidden<Secret>(var why) -> {
                var findings = new ArrayList<Finding>();
                hooks.forEach(each -> empty(each).ifPresent(findings::add));
                findings.add(Finding.unknown(CheckName.CERTIFICATES, subject, why));
                yield findings;
            }
            case Lookup.NotFound<Secret> _ ->
                    List.of(
                            Finding.error(
                                    CheckName.CERTIFICATES,
                                    subject,
                                    "does not exist",
                                    "A replica that runs makes it anew within seconds. See why"
                                            + " none does: "
                                            + parts.kubectl(
                                                    "logs deployment/"
                                                            + InstallationNames.WEBHOOK)));
            case Lookup.Found<Secret>(var object) -> of(hooks, certificates(object), subject);
        };
    }

    private List<Finding> of(
            List<WebhookEntry> hooks, List<X509Certificate> chain, String subject) {
        if (chain.isEmpty()) {
            return List.of(
                    Finding.error(
                            CheckName.CERTIFICATES,
                            subject,
                            "holds no certificate under " + CERTIFICATE,
                            "The first replica that runs writes it. See why none does: "
                                    + parts.kubectl(
                                            "logs deployment/" + InstallationNames.WEBHOOK)));
        }
        var findings = new ArrayList<Finding>();
        findings.add(lifeOf(chain.getFirst(), subject));
        for (WebhookEntry hook : hooks) {
            empty(hook).or(() -> untrusting(hook, chain, subject)).ifPresent(findings::add);
        }
        return findings;
    }

    private Finding lifeOf(X509Certificate certificate, String subject) {
        Instant end = certificate.getNotAfter().toInstant();
        Instant start = certificate.getNotBefore().toInstant();
        String until = "holds a certificate that is valid until " + end;
        if (!now.isBefore(end)) {
            return Finding.error(
                    CheckName.CERTIFICATES,
                    subject,
                    "holds a certificate that has expired, " + end,
                    "See who should have renewed it: "
                            + parts.kubectl("logs deployment/" + InstallationNames.WEBHOOK)
                            + ", or cert-manager.");
        }
        Duration late = Duration.between(start, end).dividedBy(LATE);
        return now.isAfter(end.minus(late))
                ? Finding.warning(
                        CheckName.CERTIFICATES,
                        subject,
                        until + ", and should have been renewed by now",
                        "See why it was not: "
                                + parts.kubectl("logs deployment/" + InstallationNames.WEBHOOK)
                                + ", or cert-manager.")
                : Finding.ok(CheckName.CERTIFICATES, subject, until);
    }

    private Optional<Finding> empty(WebhookEntry hook) {
        return hook.bundle().isEmpty()
                ? Optional.of(
                        Finding.error(
                                CheckName.CERTIFICATES,
                                hook.configuration(),
                                hook.name() + " has no caBundle: API servers trust nobody there",
                                "A replica that runs writes it within seconds. See why none does: "
                                        + parts.kubectl(
                                                "logs deployment/" + InstallationNames.WEBHOOK)))
                : Optional.empty();
    }

    private Optional<Finding> untrusting(
            WebhookEntry hook, List<X509Certificate> chain, String subject) {
        List<X509Certificate> trusted =
                switch (Pem.readCertificates(hook.bundle())) {
                    case ParseResult.Usable<List<X509Certificate>>(var certificates) ->
                            certificates;
                    case ParseResult.Unusable<List<X509Certificate>> _ -> List.of();
                };
        boolean isTrusted =
                trusted.stream()
                        .filter(each -> now.isBefore(each.getNotAfter().toInstant()))
                        .anyMatch(
                                each -> chain.contains(each) || isSignedBy(each, chain.getLast()));
        return isTrusted
                ? Optional.empty()
                : Optional.of(
                        Finding.error(
                                CheckName.CERTIFICATES,
                                hook.configuration(),
                                "the caBundle of %s does not vouch for what is in %s"
                                        .formatted(hook.name(), subject),
                                "A replica that runs puts it right within seconds. If it is wrong"
                                        + " again soon, something else writes it: kubectl get "
                                        + hook.configuration()
                                        + " -o yaml --show-managed-fields says who."));
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
        return switch (Pem.readCertificates(
                new String(Base64.getDecoder().decode(encoded), UTF_8))) {
            case ParseResult.Usable<List<X509Certificate>>(var certificates) -> certificates;
            case ParseResult.Unusable<List<X509Certificate>> _ -> List.of();
        };
    }
}
