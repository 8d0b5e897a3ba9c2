package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// libpq's service file: sections `[name]` with one parameter per line
/// (https://www.postgresql.org/docs/current/libpq-pgservice.html).
final class ServiceFile {
    private ServiceFile() {}

    /// Returns the parameters of a section; empty if there is no such section.
    static Optional<Map<String, String>> find(String text, String service) throws BadUrl {
        Optional<Map<String, String>> found = Optional.empty();
        for (String each : text.lines().map(String::strip).toList()) {
            if (each.isEmpty() || each.startsWith("#")) {
                continue;
            }
            if (each.startsWith("[")) {
                if (found.isPresent()) {
                    break;
                }
                if (each.equals("[" + service + "]")) {
                    found = Optional.of(new LinkedHashMap<>());
                }
                continue;
            }
            if (found.isPresent()) {
                int equals = each.indexOf('=');
                if (equals < 0 || each.startsWith("service=")) {
                    throw new BadUrl(
                            "the section of service %s contains a line that is not a parameter"
                                    .formatted(ParameterNames.shown(service)));
                }
                found.get().putIfAbsent(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return found;
    }
}
