package io.migrate.migrator.url;

import static java.util.stream.Collectors.joining;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// A database to connect to, ready for the driver. Printing it shows no password.
///
/// @param hosts tried in this order, at least one
/// @param database its name
/// @param user the role that logs in
/// @param password if the URL or the environment gives one
/// @param keyPassword of the client's key, if it is encrypted
/// @param properties the driver's own properties, without credentials
/// @param schema Prisma's parameter of that name: what names no schema goes there
/// @param pooler if the address is known to be one in transaction mode: whose, and the cure
/// @param notes one sentence for each parameter that was knowingly dropped
public record ConnectionTarget(
        List<Host> hosts,
        String database,
        String user,
        Optional<Secret> password,
        Optional<Secret> keyPassword,
        Map<String, String> properties,
        Optional<String> schema,
        Optional<String> pooler,
        List<String> notes) {

    /// Copies what may change.
    public ConnectionTarget {
        hosts = List.copyOf(hosts);
        properties = Map.copyOf(properties);
        notes = List.copyOf(notes);
    }

    /// The same, at one of its hosts only.
    public ConnectionTarget at(Host host) {
        return new ConnectionTarget(
                List.of(host),
                database,
                user,
                password,
                keyPassword,
                properties,
                schema,
                pooler,
                notes);
    }

    /// The URL for the driver: hosts and database only, so that it may appear in a message.
    public String jdbcUrl() {
        return "jdbc:postgresql://"
                + hosts.stream().map(Host::toString).collect(joining(","))
                + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// What the driver takes beside the URL, credentials included.
    public Properties driverProperties() {
        var all = new Properties();
        all.putAll(properties);
        all.setProperty("user", user);
        password.ifPresent(secret -> all.setProperty("password", secret.value()));
        keyPassword.ifPresent(secret -> all.setProperty("sslpassword", secret.value()));
        return all;
    }

    /// Where this is, for people: `host:port/database`.
    public String place() {
        return hosts.stream().map(Host::toString).collect(joining(",")) + "/" + database;
    }
}
