package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What Java's applications have: `jdbc:postgresql://host[:port][,…]/database?name=value[&…]`,
/// `jdbc:postgresql:database`. A `+` is a space in it, and a name without a value is allowed.
final class JdbcUrl {
    private JdbcUrl() {}

    /// The parameters of what follows `jdbc:postgresql:`.
    static Map<String, String> parameters(String rest) throws BadUrl {
        int query = rest.indexOf('?');
        String place = query < 0 ? rest : rest.substring(0, query);
        var parts = new LinkedHashMap<String, String>();
        if (place.startsWith("//")) {
            parts.putAll(Uri.parameters(place.substring(2).replace("+", "%20")));
        } else if (place.startsWith("/") || place.indexOf('@') >= 0) {
            throw new BadUrl("jdbc:postgresql: is followed by //host/database, or by a database");
        } else if (!place.isEmpty()) {
            parts.put("dbname", PercentDecoding.decode(place.replace("+", "%20")));
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

    /// The driver's `ssl` verifies everything, where libpq's verifies nobody.
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
