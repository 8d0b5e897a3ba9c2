package io.migrate.migrator.connection;

import io.migrate.migrator.tls.UnusableFile;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLException;

/// What is wrong with the encryption, which is a matter of files, modes and certificates and not of
/// patience. The driver has no code for it, so that its causes are looked at.
///
/// @param problem a sentence without its full stop
/// @param cure a sentence
record TlsFailure(String problem, String cure) {
    private static final String ALERT = "fatal alert: ";

    /// Alerts about the client's certificate: https://www.rfc-editor.org/rfc/rfc8446#section-6.2
    private static final Set<String> CLIENT_CERTIFICATE_ALERTS =
            Set.of(
                    "unknown_ca",
                    "bad_certificate",
                    "certificate_unknown",
                    "certificate_expired",
                    "certificate_required",
                    "decrypt_error");

    /// Empty if it is something else.
    static Optional<TlsFailure> of(SQLException e) {
        if (SqlErrors.server(e).isPresent()) {
            return byServer(SqlErrors.primary(e));
        }
        if (SqlErrors.isNetwork(e)) {
            return Optional.empty();
        }
        String message = String.valueOf(e.getMessage());
        Optional<UnusableFile> file = SqlErrors.cause(e, UnusableFile.class);
        if (file.isPresent()) {
            return failure(
                    file.get().getMessage(), "Correct the file, or the parameter that names it.");
        }
        if (message.contains("does not support SSL")) {
            return failure(
                    "the server offers none",
                    "Turn ssl on at the server; sslmode=disable does without encryption.");
        }
        if (SqlErrors.has(e, CertificateExpiredException.class)) {
            return failure(
                    "the server's certificate has expired",
                    "Renew it; sslmode=require would not look at it.");
        }
        if (SqlErrors.has(e, CertificateNotYetValidException.class)) {
            return failure(
                    "the server's certificate is not valid yet", "Compare the clocks of both.");
        }
        if (SqlErrors.has(e, CertPathBuilderException.class)
                || SqlErrors.has(e, CertPathValidatorException.class)) {
            return failure(
                    "the server's certificate is not of an authority that sslrootcert names",
                    "Put the CA that signed it into sslrootcert.");
        }
        if (message.contains("could not be verified")) {
            return failure(
                    "the server's certificate does not name the host in the URL",
                    "Use a name that it has, or sslmode=verify-ca, which asks for the CA only.");
        }
        return SqlErrors.cause(e, SSLException.class)
                .map(Exception::getMessage)
                .or(() ->
                        SqlErrors.cause(e, GeneralSecurityException.class)
                                .map(Exception::getMessage))
                .map(TlsFailure::byProtocol);
    }

    private static Optional<TlsFailure> byServer(String message) {
        if (message.contains("valid client certificate")) {
            return failure(message, "Give sslcert and sslkey, of a CA that the server knows.");
        }
        if (message.contains("pg_hba.conf") && message.endsWith("no encryption")) {
            return failure(message, "The server wants TLS; set sslmode=require or more.");
        }
        return Optional.empty();
    }

    /// The server refuses the client's certificate.
    static boolean isClientCertificateAlert(SQLException e) {
        return SqlErrors.cause(e, SSLException.class)
                .flatMap(problem -> alert(problem.getMessage()))
                .filter(CLIENT_CERTIFICATE_ALERTS::contains)
                .isPresent();
    }

    private static Optional<String> alert(String message) {
        int alert = message.indexOf(ALERT);
        return alert < 0
                ? Optional.empty()
                : Optional.of(message.substring(alert + ALERT.length()));
    }

    private static TlsFailure byProtocol(String message) {
        Optional<String> alert = alert(message);
        if (alert.isEmpty()) {
            return new TlsFailure(
                    message.replaceFirst("\\.$", ""),
                    "Check sslmode, sslrootcert, and the server's certificate and TLS version.");
        }
        return CLIENT_CERTIFICATE_ALERTS.contains(alert.get())
                ? new TlsFailure(
                        "the server refuses the client's certificate (%s)".formatted(alert.get()),
                        "Give sslcert and sslkey, of a CA that the server knows.")
                : new TlsFailure(
                        "the server refuses it (%s)".formatted(alert.get()),
                        "Check the TLS versions and ciphers that the server speaks.");
    }

    private static Optional<TlsFailure> failure(String problem, String cure) {
        return Optional.of(new TlsFailure(problem, cure));
    }
}
