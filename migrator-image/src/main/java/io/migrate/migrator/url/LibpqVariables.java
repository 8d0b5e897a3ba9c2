package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// libpq's environment variables, which apply to parameters that the connection string does not set
/// (https://www.postgresql.org/docs/current/libpq-envars.html).
final class LibpqVariables {
    private LibpqVariables() {}

    /// Returns the parameters from the environment, checked like those of a URL.
    static Map<String, String> parameters(Map<String, String> environment, List<String> notes)
            throws BadUrl {
        var parts = new LinkedHashMap<String, String>();
        for (Parameter parameter : ParameterRegistry.all()) {
            Optional<String> value =
                    parameter.variable().map(environment::get).map(LibpqVariables::trimmed);
            if (value.filter(text -> !text.isEmpty()).isEmpty()) {
                continue;
            }
            String variable = parameter.variable().orElseThrow();
            if (parameter.fate() instanceof Fate.Ignored(String why)) {
                notes.add("%s has no effect: %s".formatted(variable, why));
                continue;
            }
            try {
                parts.putAll(
                        ParameterNames.normalize(
                                Map.of(parameter.name(), value.orElseThrow()),
                                ParameterNames.UnknownNames.SHOWN,
                                notes));
            } catch (BadUrl e) {
                throw new BadUrl("%s: %s".formatted(variable, e.getMessage()));
            }
        }
        return parts;
    }

    /// Removes only trailing newlines, which Secrets often have: a trailing space may belong to a
    /// password.
    private static String trimmed(String value) {
        return value.replaceFirst("[\\r\\n]+$", "");
    }
}
