package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Brings parameters to the names that are read here, and judges each by the registry.
final class ParameterNames {
    private ParameterNames() {}

    /// Only what is honoured, by its own name.
    ///
    /// @param given as it was written
    /// @param trust whether a name that is unknown may be repeated
    /// @param notes receives what was dropped
    static Map<String, String> known(Map<String, String> given, Trust trust, List<String> notes)
            throws BadUrl {
        var known = new LinkedHashMap<String, String>();
        for (Map.Entry<String, String> each : given.entrySet()) {
            String name = each.getKey();
            Parameter parameter =
                    ParameterRegistry.find(name)
                            .orElseThrow(() -> new BadUrl(unknown(name, trust)));
            switch (parameter.fate()) {
                case Fate.Honoured(String _, List<String> legal) ->
                        known.put(name, checked(name, each.getValue(), legal));
                case Fate.Alias(String of) -> known.put(of, aliased(name, of, each.getValue()));
                case Fate.Dropped(String why) ->
                        notes.add("URL parameter %s has no effect: %s".formatted(name, why));
                case Fate.Refused(String why) ->
                        throw new BadUrl("parameter %s cannot be used: %s".formatted(name, why));
            }
        }
        return known;
    }

    /// Whether unknown names may be a part of a password.
    enum Trust {
        NAMED,
        UNNAMED
    }

    private static String aliased(String name, String of, String value) throws BadUrl {
        return ParameterRegistry.find(of).orElseThrow().fate()
                        instanceof Fate.Honoured(String _, var legal)
                ? checked(name, value, legal)
                : value;
    }

    /// Values are repeated only where they come from a list that a person would look at.
    private static String checked(String name, String value, List<String> legal) throws BadUrl {
        if (legal.isEmpty()) {
            return value;
        }
        String lower = value.toLowerCase(Locale.ROOT);
        return legal.stream()
                .filter(each -> each.toLowerCase(Locale.ROOT).equals(lower))
                .findFirst()
                .orElseThrow(() ->
                        new BadUrl(
                                "parameter %s is %s, which is not one of %s"
                                        .formatted(name, shown(value), String.join(", ", legal))));
    }

    /// Short and plain, or not at all.
    static String shown(String value) {
        return value.matches("[A-Za-z0-9_.,!-]{0,30}") ? "\"" + value + "\"" : "something";
    }

    /// A name that is none may be the end of a password with a raw `?` or `&` in it: only what
    /// looks like a parameter's name is repeated.
    private static String unknown(String name, Trust trust) {
        boolean isPlain = trust == Trust.NAMED && name.matches("[A-Za-z][A-Za-z0-9_.-]{0,39}");
        return "unknown parameter%s; legal are %s"
                .formatted(isPlain ? " \"" + name + "\"" : "", ParameterRegistry.legal());
    }
}
