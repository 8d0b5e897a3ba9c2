package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// libpq's environment variables, which hold where the connection string is silent
/// (https://www.postgresql.org/docs/current/libpq-envars.html).
final class LibpqVariables {
    private LibpqVariables() {}

    /// The parameters that they give, judged like those of a URL.
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
            if (parameter.fate() instanceof Fate.Dropped(String why)) {
                notes.add("%s has no effect: %s".formatted(variable, why));
                continue;
            }
            try {
                parts.putAll(
                        ParameterNames.known(
                                Map.of(parameter.name(), value.orElseThrow()),
                                ParameterNames.Trust.NAMED,
                                notes));
            } catch (BadUrl e) {
                throw new BadUrl("%s: %s".formatted(variable, e.getMessage()));
            }
        }
        return parts;
    }

    /// Secrets often end in a newline; a space at the end may belong to a password.
    private static String trimmed(String value) {
        return value.replaceFirst("[\\r\\n]+$", "");
    }
}
