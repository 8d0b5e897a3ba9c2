package io.migrate.certs;

import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The authorities that sign the certificates of TLS clients.
///
/// @param certificates their certificates, or those of the clients themselves
public record ClientAuthorities(List<X509Certificate> certificates) {
    /// Bounds the work that a client can cause: no more signatures are checked than this squared.
    private static final int MAX_CHAIN = 5;

    private static final Set<String> CLIENT_USES =
            Set.of(KeyPurposeId.id_kp_clientAuth.getId(), KeyPurposeId.anyExtendedKeyUsage.getId());

    /// The subject alternative names that are text (RFC 5280, 4.2.1.6).
    private static final Set<Integer> TEXT_NAMES =
            Set.of(
                    GeneralName.rfc822Name,
                    GeneralName.dNSName,
                    GeneralName.uniformResourceIdentifier,
                    GeneralName.iPAddress);

    /// Copies the list.
    public ClientAuthorities {
        certificates = List.copyOf(certificates);
    }

    /// Returns why a client is not trusted, by RFC 5280, 6.1, without revocation; empty if it is.
    /// The client must have proved that it has the key of its certificate.
    ///
    /// @param chain the client's certificate first, then those that signed it; not empty
    /// @param now every certificate of the chain must be valid at this instant
    public Optional<CertificateProblem> problem(List<X509Certificate> chain, Instant now) {
        X509Certificate client = chain.getFirst();
        String subject = Chains.subjectOf(client);
        if (now.isAfter(client.getNotAfter().toInstant())) {
            return Optional.of(
                    new CertificateProblem.Expired(subject, client.getNotAfter().toInstant()));
        }
        if (now.isBefore(client.getNotBefore().toInstant())) {
            return Optional.of(
                    new CertificateProblem.NotYetValid(subject, client.getNotBefore().toInstant()));
        }
        try {
            List<String> uses = client.getExtendedKeyUsage();
            if (uses != null && uses.stream().noneMatch(CLIENT_USES::contains)) {
                return Optional.of(
                        new CertificateProblem.Unsuitable(
                                subject, "it is not for client authentication"));
            }
        } catch (CertificateParsingException _) {
            return Optional.of(
                    new CertificateProblem.Malformed(CertificateProblem.Part.CERTIFICATE));
        }
        return certificates.contains(client) ? Optional.empty() : unsigned(chain, now);
    }

    /// Searches for a signature of an authority from the client's certificate upwards. A chain may
    /// continue beyond it.
    private Optional<CertificateProblem> unsigned(List<X509Certificate> chain, Instant now) {
        Set<TrustAnchor> anchors =
                certificates.stream()
                        .filter(each -> !now.isAfter(each.getNotAfter().toInstant()))
                        .map(each -> new TrustAnchor(each, null))
                        .collect(Collectors.toSet());
        var problem = untrusted(chain.getFirst());
        for (int length = 1; length <= Math.min(chain.size(), MAX_CHAIN); length++) {
            if (anchors.isEmpty() || certificates.contains(chain.get(length - 1))) {
                break;
            }
            Optional<CertificateProblem> found = invalid(chain.subList(0, length), anchors, now);
            if (found.isEmpty()) {
                return found;
            }
            problem = found;
        }
        return problem;
    }

    private static Optional<CertificateProblem> invalid(
            List<X509Certificate> path, Set<TrustAnchor> anchors, Instant now) {
        try {
            var parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(path),
                            parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            return switch (e.getReason()) {
                case BasicReason.INVALID_SIGNATURE,
                        PKIXReason.NO_TRUST_ANCHOR,
                        PKIXReason.NAME_CHAINING ->
                        untrusted(path.getFirst());
                default ->
                        Optional.of(
                                new CertificateProblem.Unsuitable(
                                        Chains.subjectOf(path.getFirst()), e.getMessage()));
            };
        } catch (GeneralSecurityException _) {
            return untrusted(path.getFirst());
        }
    }

    private static Optional<CertificateProblem> untrusted(X509Certificate client) {
        return Optional.of(
                new CertificateProblem.Untrusted(
                        Chains.subjectOf(client), Chains.issuerOf(client)));
    }

    /// Returns the subject of a certificate as text (RFC 2253).
    public static String subjectOf(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /// Returns the names that a certificate is for: the common names of its subject, and the
    /// subject alternative names that are text.
    public static Set<String> namesOf(X509Certificate certificate) {
        var names = new TreeSet<String>();
        var subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        Stream.of(subject.getRDNs(BCStyle.CN))
                .flatMap(each -> Stream.of(each.getTypesAndValues()))
                .filter(each -> each.getType().equals(BCStyle.CN))
                .map(AttributeTypeAndValue::getValue)
                .filter(ASN1String.class::isInstance)
                .map(each -> ((ASN1String) each).getString())
                .forEach(names::add);
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.stream()
                        .filter(each -> TEXT_NAMES.contains(each.getFirst()))
                        .forEach(each -> names.add(String.valueOf(each.get(1))));
            }
        } catch (CertificateParsingException _) {
            return names; // names that cannot be read are none
        }
        return names;
    }
}
