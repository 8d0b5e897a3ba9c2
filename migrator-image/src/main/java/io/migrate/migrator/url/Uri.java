package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// libpq's URIs: `postgres[ql]://[user[:password]@][host][:port][,…][/database][?name=value[&…]]`
/// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS). Rejects URLs
/// in which libpq would mistake a part of a password for something else and print it.
final class Uri {
    private Uri() {}

    /// Returns the parameters of the text after `://`.
    static Map<String, String> parameters(String rest) throws BadUrl {
        int at = atOfCredentials(rest);
        var parts = new LinkedHashMap<String, String>();
        if (at >= 0) {
            credentials(rest.substring(0, at), parts);
        }
        String address = rest.substring(at + 1);
        int query = address.indexOf('?');
        String beforeQuery = query < 0 ? address : address.substring(0, query);
        int slash = beforeQuery.indexOf('/');
        String hostList = slash < 0 ? beforeQuery : beforeQuery.substring(0, slash);
        if (hostList.indexOf('@') >= 0) {
            throw new BadUrl("the URL contains a second @; encode an @ in user or password as %40");
        }
        Hosts.Split split = Hosts.split(hostList);
        parts.put("host", split.names());
        parts.put("port", split.ports());
        parts.put(
                "dbname",
                slash < 0 ? "" : PercentDecoding.decode(beforeQuery.substring(slash + 1)));
        parts.values().removeIf(String::isEmpty);
        if (query >= 0) {
            query(address.substring(query + 1), parts);
        }
        return parts;
    }

    /// Finds the end of the credentials as libpq does: the first `@`, if no `/` precedes it.
    private static int atOfCredentials(String rest) throws BadUrl {
        int at = rest.indexOf('@');
        int slash = rest.indexOf('/');
        if (slash < 0 || at < slash) {
            return at;
        }
        int query = rest.indexOf('?');
        if (query < 0 || at < query) {
            // The rest would show a part of the password as host, port or database.
            throw new BadUrl(
                    "user or password contain an unencoded /, or the database an unencoded @;"
                            + " encode / as %2F, ? as %3F, @ as %40, : as %3A");
        }
        return -1;
    }

    private static void credentials(String text, Map<String, String> parts) throws BadUrl {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        if (user.indexOf('?') >= 0) {
            throw new BadUrl(
                    "a ? precedes the first /; encode it as %3F if it belongs to the user, or put a"
                            + " / before it if parameters follow");
        }
        parts.put("user", PercentDecoding.decode(user));
        if (colon >= 0) {
            parts.put("password", PercentDecoding.decode(text.substring(colon + 1)));
        }
    }

    /// Reads the parameters of a query; the last value of a name wins.
    ///
    /// @param into receives the parameters
    static void query(String query, Map<String, String> into) throws BadUrl {
        for (String pair : List.of(query.split("&", -1))) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new BadUrl("a parameter after ? has no =");
            }
            into.put(
                    PercentDecoding.decode(pair.substring(0, equals)),
                    PercentDecoding.decode(pair.substring(equals + 1)));
        }
    }
}
