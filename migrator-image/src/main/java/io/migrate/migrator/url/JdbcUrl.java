package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JDBC URLs: `jdbc:postgresql://host[:port][,…]/database?name=value[&…]`,
/// `jdbc:postgresql:database`. A `+` is a space, and a parameter may lack a value.
final class JdbcUrl {
    private JdbcUrl() {}

    /// Returns the parameters of the text after `jdbc:postgresql:`.
    static Map<String, String> parameters(String rest) throws BadUrl {
        int query = rest.indexOf('?');
        String address = query < 0 ? rest : rest.substring(0, query);
        var parts = new LinkedHashMap<String, String>();
        if (address.startsWith("//")) {
            parts.putAll(Uri.parameters(address.substring(2).replace("+", "%20")));
        } else if (address.startsWith("/") || address.indexOf('@') >= 0) {
            throw new BadUrl(
                    "jdbc:postgresql: must be followed by //host/database or by a database name");
        } else if (!address.isEmpty()) {
            parts.put("dbname", PercentDecoding.decode(address.replace("+", "%20")));
        }
        if (query >= 0) {
            var given = new LinkedHashMap<String, String>();
            Uri.query(complete(rest.substring(query + 1)), given);
            encrypt(given);
            parts.putAll(given);
        }
        return parts;
    }

    private static String complete(String query) {
        var pairs =
                List.of(query.replace("+", "%20").split("&", -1)).stream()
                        .filter(pair -> !pair.isEmpty())
                        .map(pair -> pair.indexOf('=') < 0 ? pair + "=" : pair)
                        .toList();
        return String.join("&", pairs);
    }

    /// Translates the driver's `ssl`, which verifies the server, unlike libpq's.
    private static void encrypt(Map<String, String> given) {
        String ssl = given.getOrDefault("ssl", "false");
        if (ssl.isEmpty() || ssl.equals("true")) {
            given.remove("ssl");
            given.putIfAbsent("sslmode", "verify-full");
        } else if (ssl.equals("false")) {
            given.remove("ssl");
        }
    }
}
