package io.migrate.migrator.url;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Builds a connection target from normalized parameters.
final class Parameters {
    private static final Set<String> METHODS =
            Set.of("password", "md5", "scram-sha-256", "none", "gss", "sspi");

    private Parameters() {}

    static ConnectionTarget target(Map<String, String> parts, List<String> notes) throws BadUrl {
        var properties = new TreeMap<String, String>();
        Encryption.map(parts, properties, notes);
        copy(parts, "application_name", properties, "ApplicationName");
        copy(parts, "channel_binding", properties, "channelBinding");
        copy(parts, "options", properties, "options");
        copy(parts, "scramMaxIterations", properties, "scramMaxIterations");
        copy(parts, "localSocketAddress", properties, "localSocketAddress");
        authentication(parts, properties);
        seconds(parts, "connect_timeout", properties, "connectTimeout");
        seconds(parts, "loginTimeout", properties, "loginTimeout");
        if (parts.getOrDefault("target_session_attrs", "").equals("prefer-standby")
                || parts.getOrDefault("targetServerType", "").matches("prefer(Secondary|Slave)")) {
            notes.add("a standby cannot be preferred: migrations write, so the primary is used");
        }
        List<Host> hosts = hosts(parts);
        String user = parts.getOrDefault("user", "");
        if (user.isEmpty()) {
            throw new BadUrl("the URL names no user; use postgresql://user:password@host/database");
        }
        String database = parts.getOrDefault("dbname", "");
        return new ConnectionTarget(
                hosts,
                database.isEmpty() ? user : database,
                user,
                secret(parts, "password"),
                secret(parts, "sslpassword"),
                properties,
                Optional.ofNullable(parts.get("schema")).filter(name -> !name.isEmpty()),
                Providers.pooler(hosts),
                notes);
    }

    private static Optional<Secret> secret(Map<String, String> parts, String name) {
        return Optional.ofNullable(parts.get(name))
                .filter(value -> !value.isEmpty())
                .map(Secret::new);
    }

    private static void copy(
            Map<String, String> parts, String name, Map<String, String> into, String property) {
        String value = parts.getOrDefault(name, "");
        if (!value.isEmpty()) {
            into.put(property, value);
        }
    }

    /// In libpq, `hostaddr` is the address to connect to and `host` the name to verify; the driver
    /// supports only one of them.
    private static List<Host> hosts(Map<String, String> parts) throws BadUrl {
        String names = parts.getOrDefault("host", "");
        String addresses = parts.getOrDefault("hostaddr", "");
        String ports = parts.getOrDefault("port", "");
        if (addresses.isEmpty()) {
            return Hosts.join(names, ports);
        }
        if (!names.isEmpty() && names.split(",", -1).length != addresses.split(",", -1).length) {
            throw new BadUrl("host and hostaddr have different numbers of entries");
        }
        if (!names.isEmpty() && parts.getOrDefault("sslmode", "").equals("verify-full")) {
            throw new BadUrl(
                    "host and hostaddr together cannot be used with sslmode=verify-full; remove"
                            + " hostaddr");
        }
        return Hosts.join(addresses, ports);
    }

    /// Zero and negative values mean no limit in libpq; here MIGRATE_CONNECT_TIMEOUT is the limit.
    private static void seconds(
            Map<String, String> parts, String name, Map<String, String> into, String property)
            throws BadUrl {
        String value = parts.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            return;
        }
        if (!value.matches("[+-]?\\d{1,9}")) {
            throw new BadUrl(
                    "parameter %s is %s, which is not a whole number of seconds"
                            .formatted(name, ParameterNames.shown(value)));
        }
        int seconds = Integer.parseInt(value);
        if (seconds > 0) {
            into.put(property, String.valueOf(seconds));
        }
    }

    private static void authentication(Map<String, String> parts, Map<String, String> into)
            throws BadUrl {
        String value = parts.getOrDefault("require_auth", "");
        if (value.isEmpty()) {
            return;
        }
        List<String> methods = List.of(value.split(",", -1));
        boolean areKnown =
                methods.stream()
                        .map(each -> each.startsWith("!") ? each.substring(1) : each)
                        .allMatch(METHODS::contains);
        long negated = methods.stream().filter(each -> each.startsWith("!")).count();
        if (!areKnown || (negated != 0 && negated != methods.size())) {
            throw new BadUrl(
                    "parameter require_auth is %s, which is not a list of password, md5,"
                                    .formatted(ParameterNames.shown(value))
                            + " scram-sha-256, gss, sspi and none, or of negations such as"
                            + " !password");
        }
        into.put("requireAuth", value);
    }
}
