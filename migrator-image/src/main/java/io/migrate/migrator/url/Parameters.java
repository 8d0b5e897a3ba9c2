package io.migrate.migrator.url;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What each libpq parameter is called in pgjdbc, which drops the ones that it does not know
/// without a word. Nothing is dropped here but what is listed as such.
final class Parameters {
    private static final Set<String> PLACE = Set.of("host", "port", "dbname", "user", "password");

    /// libpq name to pgjdbc property, the value taken over as it is.
    private static final Map<String, String> SAME_VALUE =
            Map.ofEntries(
                    Map.entry("application_name", "ApplicationName"),
                    Map.entry("ApplicationName", "ApplicationName"),
                    Map.entry("channel_binding", "channelBinding"),
                    Map.entry("connect_timeout", "connectTimeout"),
                    Map.entry("gssencmode", "gssEncMode"),
                    Map.entry("krbsrvname", "kerberosServerName"),
                    Map.entry("options", "options"),
                    Map.entry("require_auth", "requireAuth"),
                    Map.entry("sslcert", "sslcert"),
                    Map.entry("sslkey", "sslkey"),
                    Map.entry("sslpassword", "sslpassword"),
                    Map.entry("sslnegotiation", "sslNegotiation"));

    /// Why a parameter that other clients understand changes nothing here.
    private static final Map<String, String> DROPPED =
            Map.ofEntries(
                    Map.entry("client_encoding", "the driver always speaks UTF-8"),
                    Map.entry("fallback_application_name", "it has a name already"),
                    Map.entry("connection_limit", "one connection is used, there is no pool"),
                    Map.entry("pool_timeout", "one connection is used, there is no pool"),
                    Map.entry(
                            "max_connection_lifetime", "one connection is used, there is no pool"),
                    Map.entry(
                            "max_idle_connection_lifetime",
                            "one connection is used, there is no pool"),
                    Map.entry(
                            "socket_timeout",
                            "a migration may run for long; MIGRATE_TIMEOUT bounds it"),
                    Map.entry("statement_cache_size", "nothing is run twice"),
                    Map.entry("keepalives", "TCP keepalive is always on"),
                    Map.entry("keepalives_idle", "the operating system's value holds"),
                    Map.entry("keepalives_interval", "the operating system's value holds"),
                    Map.entry("keepalives_count", "the operating system's value holds"),
                    Map.entry("tcp_user_timeout", "the operating system's value holds"),
                    Map.entry(
                            "pgbouncer",
                            "migrations need the database itself or a pooler in session mode"));

    private static final Map<String, String> SERVER_TYPES =
            Map.of(
                    "any", "any",
                    "read-write", "primary",
                    "primary", "primary",
                    "read-only", "secondary",
                    "standby", "secondary",
                    "prefer-standby", "preferSecondary");

    private static final Set<String> SSL_MODES =
            new TreeSet<>(
                    Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"));

    private Parameters() {}

    static Target target(Map<String, String> given) throws BadUrl {
        var properties = new TreeMap<String, String>();
        var notes = new ArrayList<String>();
        for (Map.Entry<String, String> parameter : given.entrySet()) {
            map(parameter.getKey(), parameter.getValue(), given, properties, notes);
        }
        List<Host> hosts =
                Hosts.join(given.getOrDefault("host", ""), given.getOrDefault("port", ""));
        if (hosts.size() > 1) {
            // Migrations write, so of several hosts the primary is the one that is meant.
            properties.putIfAbsent("targetServerType", "primary");
        }
        // libpq's own rule: require with a root certificate verifies the chain.
        if ("require".equals(properties.get("sslmode")) && properties.containsKey("sslrootcert")) {
            properties.put("sslmode", "verify-ca");
        }
        String user = given.getOrDefault("user", "");
        if (user.isEmpty()) {
            throw new BadUrl("it names no user");
        }
        return new Target(
                hosts,
                given.getOrDefault("dbname", user),
                user,
                Optional.ofNullable(given.get("password")).map(Secret::new),
                properties,
                Optional.ofNullable(given.get("schema")).filter(name -> !name.isEmpty()),
                notes);
    }

    private static void map(
            String name,
            String value,
            Map<String, String> given,
            Map<String, String> properties,
            List<String> notes)
            throws BadUrl {
        // Prisma's own: where it puts its tables, see Target.
        if (PLACE.contains(name) || name.equals("schema")) {
            return;
        }
        if (SAME_VALUE.containsKey(name)) {
            properties.put(SAME_VALUE.get(name), value);
        } else if (DROPPED.containsKey(name)) {
            notes.add("URL parameter %s has no effect: %s".formatted(name, DROPPED.get(name)));
        } else {
            switch (name) {
                case "sslmode" -> properties.put("sslmode", oneOf(name, value, SSL_MODES));
                // libpq takes it for the sake of JDBC and means require; pgjdbc means verify-full.
                case "ssl" -> {
                    if (value.equals("true") && !given.containsKey("sslmode")) {
                        properties.put("sslmode", "require");
                    } else if (!value.equals("true")) {
                        throw new BadUrl("parameter ssl can only be true; otherwise use sslmode");
                    }
                }
                case "sslrootcert" -> {
                    if (value.equals("system")) {
                        properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
                        properties.put("sslmode", "verify-full");
                    } else {
                        properties.put("sslrootcert", value);
                    }
                }
                case "target_session_attrs" ->
                        properties.put(
                                "targetServerType",
                                SERVER_TYPES.get(
                                        oneOf(name, value, new TreeSet<>(SERVER_TYPES.keySet()))));
                case "load_balance_hosts" ->
                        properties.put("loadBalanceHosts", String.valueOf(value.equals("random")));
                default -> throw new BadUrl(unknown(name));
            }
        }
    }

    private static String oneOf(String name, String value, Set<String> legal) throws BadUrl {
        String lower = value.toLowerCase(Locale.ROOT);
        if (!legal.contains(lower)) {
            throw new BadUrl(
                    "parameter %s is not one of %s".formatted(name, String.join(", ", legal)));
        }
        return lower;
    }

    /// A name that is none may be the end of a password with a raw `?` or `&` in it: only what
    /// looks like a parameter's name is repeated.
    private static String unknown(String name) {
        var legal = new TreeSet<>(SAME_VALUE.keySet());
        legal.addAll(PLACE);
        legal.addAll(
                List.of(
                        "sslmode",
                        "ssl",
                        "sslrootcert",
                        "target_session_attrs",
                        "load_balance_hosts"));
        String shown = name.matches("[A-Za-z][A-Za-z0-9_]{0,39}") ? " \"" + name + "\"" : "";
        return "unknown parameter%s after ?; legal are %s"
                .formatted(shown, String.join(", ", legal));
    }
}
