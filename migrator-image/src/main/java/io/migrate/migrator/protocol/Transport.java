package io.migrate.migrator.protocol;

import io.migrate.migrator.tls.PemSocketFactory;
import io.migrate.migrator.url.ConnectionTarget;
import io.migrate.migrator.url.Host;

import org.postgresql.ssl.PGjdbcHostnameVerifier;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;

import javax.net.ssl.SSLSocket;

/// The connection to the server, encrypted as `sslmode` demands.
///
/// @param socket what messages go through
/// @param certificate the server's, if the connection is encrypted
record Transport(Socket socket, Optional<X509Certificate> certificate) {
    /// https://www.postgresql.org/docs/current/protocol-message-formats.html, SSLRequest
    private static final int SSL_REQUEST = 80877103;

    /// Connects, and agrees on encryption.
    static Transport open(TimedSocket socket, ConnectionTarget target, Policy policy)
            throws IOException, GeneralSecurityException, Unanswered {
        Socket plain = socket.connect(target.hosts().getFirst());
        return policy.wantsTls() && isOffered(plain, policy)
                ? encrypted(plain, target, policy)
                : new Transport(plain, Optional.empty());
    }

    /// Reads one byte only. What follows it unencrypted reaches nobody but TLS, which rejects it
    /// (CVE-2021-23222).
    private static boolean isOffered(Socket plain, Policy policy) throws IOException, Unanswered {
        plain.getOutputStream().write(new Outgoing().int32(SSL_REQUEST).untyped());
        int answer = plain.getInputStream().read();
        if (answer != 'S' && (answer != 'N' || policy.requiresTls())) {
            throw new Unanswered("the server does not offer TLS");
        }
        return answer == 'S';
    }

    private static Transport encrypted(Socket plain, ConnectionTarget target, Policy policy)
            throws IOException, GeneralSecurityException, Unanswered {
        Host host = target.hosts().getFirst();
        // The driver names IPv6 addresses in this way.
        String name = host.name().contains(":") ? "[" + host.name() + "]" : host.name();
        var factory = new PemSocketFactory(target.driverProperties());
        var socket = (SSLSocket) factory.createSocket(plain, name, host.port(), true);
        socket.startHandshake();
        if (policy.verifiesName()
                && !PGjdbcHostnameVerifier.INSTANCE.verify(name, socket.getSession())) {
            throw new Unanswered("the certificate is not for this host");
        }
        var certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return new Transport(socket, Optional.of(certificate));
    }
}
