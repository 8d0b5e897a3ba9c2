package io.migrate.migrator.url;

import static java.util.stream.Collectors.joining;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/// A database to connect to, ready for the driver. Its `toString` shows no password.
///
/// @param hosts the servers, tried in this order; at least one
/// @param database the name of the database
/// @param user the role that logs in
/// @param password the password, if the URL or the environment gives one
/// @param keyPassword the password of the client's key, if it is encrypted
/// @param properties the driver's own properties, without credentials
/// @param schema Prisma's parameter of that name: the schema of unqualified names
/// @param pooler if the address is that of a known pooler in transaction mode: its name and what to
///   use instead
/// @param notes one sentence for each parameter that has no effect or an unexpected one
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
    private static final int SHORTEST_MASKED = 8;

    /// Copies what may change.
    public ConnectionTarget {
        hosts = List.copyOf(hosts);
        properties = Map.copyOf(properties);
        notes = List.copyOf(notes);
    }

    /// Returns the same target with only one of its hosts.
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

    /// The URL for the driver, with hosts and database only, so that messages may show it.
    public String jdbcUrl() {
        return "jdbc:postgresql://"
                + hosts.stream().map(Host::toString).collect(joining(","))
                + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// The driver's properties, including credentials.
    public Properties driverProperties() {
        var all = new Properties();
        all.putAll(properties);
        all.setProperty("user", user);
        password.ifPresent(secret -> all.setProperty("password", secret.value()));
        keyPassword.ifPresent(secret -> all.setProperty("sslpassword", secret.value()));
        return all;
    }

    /// The passwords that no output may contain, even if others repeat them. A short one may be
    /// part of any word, and one that is also the name of something does not become secret by that.
    public List<String> secretsToMask() {
        List<String> names =
                Stream.concat(
                                Stream.of(user, database, schema.orElse("")),
                                hosts.stream().map(Host::name))
                        .toList();
        return Stream.of(password, keyPassword)
                .flatMap(Optional::stream)
                .map(Secret::value)
                .filter(secret -> secret.length() >= SHORTEST_MASKED && !names.contains(secret))
                .toList();
    }

    /// `host:port/database`, for messages.
    public String place() {
        return hosts.stream().map(Host::toString).collect(joining(",")) + "/" + database;
    }
}
