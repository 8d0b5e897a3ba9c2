package io.migrate.migrator.connection;

import io.migrate.migrator.settings.Settings;
import io.migrate.migrator.tls.PemSocketFactory;
import io.migrate.migrator.url.ConnectionTarget;

import org.postgresql.Driver;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// One attempt to connect, with all that the driver is to know.
final class Dialer {
    private Dialer() {}

    /// @param target with one host: with several the first dead one would use up the time of all
    /// @param left of the patience; one attempt takes no longer
    static Connection connect(ConnectionTarget target, Settings settings, Duration left)
            throws SQLException {
        Properties properties = target.driverProperties();
        settings.applicationName()
                .ifPresent(name -> properties.setProperty("ApplicationName", name));
        properties.putIfAbsent("ApplicationName", "migrate");
        properties.putIfAbsent("connectTimeout", "10");
        // A server that accepts and never speaks would otherwise hold us for ever.
        properties.putIfAbsent("loginTimeout", "20");
        for (String each : List.of("connectTimeout", "loginTimeout")) {
            long seconds = Math.min(seconds(left), Long.parseLong(properties.getProperty(each)));
            properties.setProperty(each, String.valueOf(seconds));
        }
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("sslfactory", PemSocketFactory.class.getName());
        // DETAIL carries row values; where it is wanted it is taken from the error itself.
        properties.setProperty("logServerErrorDetail", "false");
        try {
            return open(target, properties);
        } catch (SQLException e) {
            throw SqlErrors.isClosedByPeer(e) ? refusal(target, properties).orElse(e) : e;
        }
    }

    /// TLS 1.3 refuses a client's certificate after the handshake, and why is lost to whoever
    /// writes on when the connection is closed. TLS 1.2 does it in the handshake, while we listen.
    private static Optional<SQLException> refusal(ConnectionTarget target, Properties properties) {
        if (!properties.containsKey("sslkey")
                || properties.containsKey("ssl_min_protocol_version")) {
            return Optional.empty();
        }
        properties.setProperty("ssl_max_protocol_version", "TLSv1.2");
        try (Connection _ = open(target, properties)) {
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e).filter(TlsFailure::isClientCertificateAlert);
        }
    }

    private static Connection open(ConnectionTarget target, Properties properties)
            throws SQLException {
        return Optional.ofNullable(new Driver().connect(target.jdbcUrl(), properties))
                .orElseThrow(() -> new SQLException("the driver does not take this URL"));
    }

    /// Whole ones, as the driver counts; zero would mean for ever.
    private static long seconds(Duration left) {
        return Math.max(1, left.plusMillis(999).toSeconds());
    }
}
