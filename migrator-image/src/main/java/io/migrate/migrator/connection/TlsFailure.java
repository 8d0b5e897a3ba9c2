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

/// Why a TLS connection failed. Such a failure is permanent: its cause is a file, a parameter or a
/// certificate. The driver reports no code for it, so this class reads the causes of its
/// exceptions.
///
/// @param problem a sentence without its full stop
/// @param advice a sentence
record TlsFailure(String problem, String advice) {
    private static final String ALERT = "fatal alert: ";

    private static final String SET_CLIENT_CERTIFICATE =
            "Set sslcert and sslkey to a client certificate of a CA that the server trusts.";

    /// Alerts about the client's certificate: https://www.rfc-editor.org/rfc/rfc8446#section-6.2
    private static final Set<String> CLIENT_CERTIFICATE_ALERTS =
            Set.of(
                    "unknown_ca",
                    "bad_certificate",
                    "certificate_unknown",
                    "certificate_expired",
                    "certificate_required",
                    "decrypt_error");

    /// The TLS failure behind an exception; empty if it has another cause.
    static Optional<TlsFailure> of(SQLException e) {
        if (SqlErrors.server(e).isPresent()) {
            return serverError(SqlErrors.primary(e));
        }
        if (SqlErrors.isNetwork(e)) {
            return Optional.empty();
        }
        return unusableFile(e)
                .or(() -> unencryptedServer(e))
                .or(() -> serverCertificate(e))
                .or(() -> handshake(e));
    }

    private static Optional<TlsFailure> serverError(String message) {
        if (message.contains("valid client certificate")) {
            return failure(message, SET_CLIENT_CERTIFICATE);
        }
        if (message.contains("pg_hba.conf") && message.endsWith("no encryption")) {
            return failure(
                    message, "The server requires TLS: set sslmode=require or a stricter mode.");
        }
        return Optional.empty();
    }

    private static Optional<TlsFailure> unusableFile(SQLException e) {
        return SqlErrors.cause(e, UnusableFile.class)
                .map(file ->
                        new TlsFailure(
                                file.getMessage(), "Fix the file or the parameter that names it."));
    }

    private static Optional<TlsFailure> unencryptedServer(SQLException e) {
        return message(e).contains("does not support SSL")
                ? failure(
                        "the server does not support TLS",
                        "Enable ssl on the server, or set sslmode=disable to connect without"
                                + " encryption.")
                : Optional.empty();
    }

    private static Optional<TlsFailure> serverCertificate(SQLException e) {
        if (SqlErrors.has(e, CertificateExpiredException.class)) {
            return failure(
                    "the server's certificate has expired",
                    "Renew the certificate; sslmode=require does not verify it.");
        }
        if (SqlErrors.has(e, CertificateNotYetValidException.class)) {
            return failure(
                    "the server's certificate is not valid yet",
                    "Compare the clocks of the server and of this machine.");
        }
        if (SqlErrors.has(e, CertPathBuilderException.class)
                || SqlErrors.has(e, CertPathValidatorException.class)) {
            return failure(
                    "the server's certificate is not signed by a CA in sslrootcert",
                    "Add the CA that signed it to sslrootcert.");
        }
        return message(e).contains("could not be verified")
                ? failure(
                        "the server's certificate does not match the host in the URL",
                        "Use a host name from the certificate, or sslmode=verify-ca, which verifies"
                                + " only the CA.")
                : Optional.empty();
    }

    private static Optional<TlsFailure> handshake(SQLException e) {
        return SqlErrors.cause(e, SSLException.class)
                .map(Exception::getMessage)
                .or(() ->
                        SqlErrors.cause(e, GeneralSecurityException.class)
                                .map(Exception::getMessage))
                .map(TlsFailure::handshake);
    }

    private static TlsFailure handshake(String message) {
        Optional<String> alert = alert(message);
        if (alert.isEmpty()) {
            return new TlsFailure(
                    message.replaceFirst("\\.$", ""),
                    "Check sslmode, sslrootcert, and the server's certificate and TLS version.");
        }
        return CLIENT_CERTIFICATE_ALERTS.contains(alert.get())
                ? new TlsFailure(
                        "the server rejected the client certificate (%s)".formatted(alert.get()),
                        SET_CLIENT_CERTIFICATE)
                : new TlsFailure(
                        "the server rejected the handshake (%s)".formatted(alert.get()),
                        "Check which TLS versions and ciphers the server supports.");
    }

    /// Whether the server rejected the client's certificate.
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

    private static String message(SQLException e) {
        return String.valueOf(e.getMessage());
    }

    private static Optional<TlsFailure> failure(String problem, String advice) {
        return Optional.of(new TlsFailure(problem, advice));
    }
}
