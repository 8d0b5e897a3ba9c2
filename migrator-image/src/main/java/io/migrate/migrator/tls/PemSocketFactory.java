package io.migrate.migrator.tls;

import org.postgresql.ssl.WrappedFactory;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// The socket factory for TLS connections, named by the driver property `sslfactory`. The driver
/// itself verifies the host name, with `verify-full`.
public final class PemSocketFactory extends WrappedFactory {
    /// The driver property, `true` or absent, with which a failed write does not keep the client
    /// from reading the server's alert. Only for connections that find out why a server closes
    /// them.
    public static final String READS_ALERTS = "migrateReadsAlerts";

    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    private final String[] protocols;
    private final boolean sendsName;
    private final boolean readsAlerts;

    /// Reads all files that the properties name.
    ///
    /// @param properties the driver's properties: `sslmode`, `sslrootcert`, `sslcert`, `sslkey`,
    ///   `sslpassword`, and libpq's `ssl_min_protocol_version`, `ssl_max_protocol_version`,
    ///   `sslsni`
    public PemSocketFactory(Properties properties) throws IOException, GeneralSecurityException {
        this.protocols =
                PROTOCOLS.stream()
                        .filter(each ->
                                !each.equals("TLSv1.2")
                                        || get(properties, "ssl_min_protocol_version").isEmpty())
                        .filter(each ->
                                !each.equals("TLSv1.3")
                                        || get(properties, "ssl_max_protocol_version").isEmpty())
                        .toArray(String[]::new);
        this.sendsName = !get(properties, "sslsni").equals("0");
        this.readsAlerts = get(properties, READS_ALERTS).equals("true");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(properties), trust(properties), null);
        this.factory = context.getSocketFactory();
    }

    private static TrustManager[] trust(Properties properties)
            throws IOException, GeneralSecurityException {
        // As in libpq, sslrootcert enables verification in every mode.
        String root = get(properties, "sslrootcert");
        return root.isEmpty() && !get(properties, "sslmode").equals("verify-full")
                ? ServerTrust.trustAll()
                : ServerTrust.of(root);
    }

    private static KeyManager[] keys(Properties properties)
            throws IOException, GeneralSecurityException {
        String key = get(properties, "sslkey");
        if (key.isEmpty()) {
            return new KeyManager[0];
        }
        Optional<char[]> password =
                Optional.of(get(properties, "sslpassword"))
                        .filter(text -> !text.isEmpty())
                        .map(String::toCharArray);
        return new KeyManager[] {ClientIdentity.read(get(properties, "sslcert"), key, password)};
    }

    private static String get(Properties properties, String name) {
        return properties.getProperty(name, "");
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
            throws IOException {
        Socket plain = readsAlerts ? new AlertReadingSocket(socket) : socket;
        Socket encrypted = super.createSocket(plain, host, port, autoClose);
        if (encrypted instanceof SSLSocket tls) {
            tls.setEnabledProtocols(protocols);
            if (!sendsName) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setServerNames(List.of());
                tls.setSSLParameters(parameters);
            }
        }
        return encrypted;
    }
}
