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

/// Opens connections with the properties that the driver needs.
final class Dialer {
    /// How long an attempt takes at most, unless the URL says otherwise.
    static final Duration TIME_OF_AN_ATTEMPT = Duration.ofSeconds(20);

    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(10);

    private Dialer() {}

    /// Opens a connection.
    ///
    /// @param target with one host
    /// @param left the longest time that connecting may take
    static Connection connect(ConnectionTarget target, Settings settings, Duration left)
            throws SQLException {
        Properties properties = target.driverProperties();
        properties.setProperty("ApplicationName", applicationName(target, settings));
        properties.putIfAbsent("connectTimeout", String.valueOf(TIME_TO_CONNECT.toSeconds()));
        // Otherwise a server that accepts the connection and sends nothing blocks the run forever.
        properties.putIfAbsent("loginTimeout", String.valueOf(TIME_OF_AN_ATTEMPT.toSeconds()));
        for (String each : List.of("connectTimeout", "loginTimeout")) {
            long seconds = Math.min(seconds(left), Long.parseLong(properties.getProperty(each)));
            properties.setProperty(each, String.valueOf(seconds));
        }
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("sslfactory", PemSocketFactory.class.getName());
        // DETAIL contains row values; if it is logged, it is read from the error itself.
        properties.setProperty("logServerErrorDetail", "false");
        try {
            return open(target, properties);
        } catch (SQLException e) {
            throw SqlErrors.isClosedByPeer(e)
                    ? clientCertificateAlert(target, properties).orElse(e)
                    : e;
        }
    }

    static String applicationName(ConnectionTarget target, Settings settings) {
        return settings.applicationName()
                .orElseGet(() -> target.properties().getOrDefault("ApplicationName", "migrate"));
    }

    /// With TLS 1.3 a server rejects the client's certificate after the handshake, and a client
    /// that is writing when the connection closes loses the alert. With TLS 1.2 the alert is part
    /// of the handshake, so a second attempt can report the reason. It reads the alert even if the
    /// server closes the connection while the client writes.
    private static Optional<SQLException> clientCertificateAlert(
            ConnectionTarget target, Properties properties) {
        if (!properties.containsKey("sslkey")
                || properties.containsKey("ssl_min_protocol_version")) {
            return Optional.empty();
        }
        properties.setProperty("ssl_max_protocol_version", "TLSv1.2");
        properties.setProperty(PemSocketFactory.READS_ALERTS, "true");
        try (Connection _ = open(target, properties)) {
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e).filter(TlsFailure::isClientCertificateAlert);
        }
    }

    private static Connection open(ConnectionTarget target, Properties properties)
            throws SQLException {
        return Optional.ofNullable(new Driver().connect(target.jdbcUrl(), properties))
                .orElseThrow(() -> new SQLException("the driver does not accept this URL"));
    }

    /// Returns whole seconds, at least one, because the driver treats zero as no limit.
    private static long seconds(Duration left) {
        return Math.max(1, left.plusMillis(999).toSeconds());
    }
}
