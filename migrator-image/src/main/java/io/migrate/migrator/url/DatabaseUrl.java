package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads a connection string. The grammar is libpq's
/// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS):
/// `postgres[ql]://[user[:password]@][host][:port][,…][/database][?name=value[&…]]`. A JDBC URL is
/// read in the same way, `user` and `password` being parameters there.
public final class DatabaseUrl {
    private static final List<String> SCHEMES =
            List.of("jdbc:postgresql://", "postgresql://", "postgres://");

    private DatabaseUrl() {}

    /// What the environment may say of TLS beside a URL that says nothing of it, as libpq has it
    /// (https://www.postgresql.org/docs/current/libpq-envars.html).
    private static final Map<String, String> DEFAULTS =
            Map.of("PGSSLMODE", "sslmode", "PGSSLROOTCERT", "sslrootcert");

    /// Parses a URL; white space around it is trimmed, as Secrets often end in a newline.
    ///
    /// @param text the URL
    /// @param name the setting that it came from, for the problem's sentence
    /// @param environment `PGSSLMODE` and `PGSSLROOTCERT` hold where the URL is silent
    public static Parsed parse(String text, String name, Map<String, String> environment) {
        try {
            return new Parsed.Valid(parse(text.strip(), environment));
        } catch (BadUrl e) {
            return new Parsed.Invalid(name + ": " + e.getMessage());
        }
    }

    private static Target parse(String url, Map<String, String> environment) throws BadUrl {
        String scheme =
                SCHEMES.stream()
                        .filter(url::startsWith)
                        .findFirst()
                        .orElseThrow(() ->
                                new BadUrl(
                                        "not a PostgreSQL URL; it must start with"
                                                + " postgresql:// or postgres://"));
        String rest = url.substring(scheme.length());
        if (!scheme.startsWith("jdbc:") && rest.indexOf('@') > rest.split("[/?]", 2)[0].length()) {
            // What follows would repeat a part of the password as host, port or parameter.
            throw new BadUrl(
                    "user or password hold a raw / or ?; write / as %2F, ? as %3F, @ as %40, : as"
                            + " %3A");
        }
        int query = rest.indexOf('?');
        Map<String, String> parameters = query < 0 ? Map.of() : query(rest.substring(query + 1));
        String beforeQuery = query < 0 ? rest : rest.substring(0, query);
        int slash = beforeQuery.indexOf('/');
        String authority = slash < 0 ? beforeQuery : beforeQuery.substring(0, slash);
        String database = slash < 0 ? "" : Percent.decode(beforeQuery.substring(slash + 1));

        var parts = new LinkedHashMap<String, String>();
        int at = authority.indexOf('@');
        if (at >= 0) {
            String credentials = authority.substring(0, at);
            int colon = credentials.indexOf(':');
            parts.put(
                    "user",
                    Percent.decode(colon < 0 ? credentials : credentials.substring(0, colon)));
            if (colon >= 0) {
                parts.put("password", Percent.decode(credentials.substring(colon + 1)));
            }
        }
        String hostList = at < 0 ? authority : authority.substring(at + 1);
        if (hostList.indexOf('@') >= 0) {
            throw new BadUrl("it holds a second @; write %40 for an @ in user or password");
        }
        Hosts.Split split = Hosts.split(hostList);
        parts.put("host", split.names());
        parts.put("port", split.ports());
        parts.put("dbname", database);
        parts.values().removeIf(String::isEmpty);
        parts.putAll(parameters);
        DEFAULTS.forEach((variable, parameter) -> {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                parts.putIfAbsent(parameter, value);
            }
        });
        return Parameters.target(parts);
    }

    private static Map<String, String> query(String query) throws BadUrl {
        var parameters = new LinkedHashMap<String, String>();
        for (String pair : List.of(query.split("&", -1))) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new BadUrl("a parameter after ? has no =");
            }
            String key = Percent.decode(pair.substring(0, equals));
            String value = Percent.decode(pair.substring(equals + 1));
            parameters.put(key, value);
        }
        return parameters;
    }

    /// The same from libpq's environment variables, when there is no URL.
    ///
    /// @param environment read: `PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD PGSSLMODE
    ///   PGSSLROOTCERT`
    /// @return empty if none of `PGHOST`, `PGDATABASE` and `PGUSER` is set
    public static Optional<Parsed> parse(Map<String, String> environment) {
        var parts = new LinkedHashMap<String, String>();
        var names =
                Map.of(
                        "PGHOST", "host",
                        "PGPORT", "port",
                        "PGDATABASE", "dbname",
                        "PGUSER", "user",
                        "PGPASSWORD", "password",
                        "PGSSLMODE", "sslmode",
                        "PGSSLROOTCERT", "sslrootcert");
        names.forEach((variable, part) -> {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                parts.put(part, value);
            }
        });
        if (Stream.of("host", "dbname", "user").noneMatch(parts::containsKey)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Parsed.Valid(Parameters.target(parts)));
        } catch (BadUrl e) {
            return Optional.of(new Parsed.Invalid("PG* variables: " + e.getMessage()));
        }
    }
}
