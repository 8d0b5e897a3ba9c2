package io.migrate.migrator.url;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Normalizes parameter names and checks each parameter against the registry.
final class ParameterNames {
    /// The parameters that may have any value.
    private static final Set<String> SECRETS = Set.of("password", "sslpassword");

    /// A URL with a user, or libpq's other form of a connection string.
    private static final Pattern URL = Pattern.compile("://.*@|\\bpassword\\s*=", Pattern.DOTALL);

    private ParameterNames() {}

    /// Returns the parameters that are used, by their canonical names.
    ///
    /// @param given the parameters as written
    /// @param unknownNames whether an error may show an unknown name
    /// @param notes receives a sentence for each ignored parameter
    static Map<String, String> normalize(
            Map<String, String> given, UnknownNames unknownNames, List<String> notes)
            throws BadUrl {
        var known = new LinkedHashMap<String, String>();
        for (Map.Entry<String, String> each : given.entrySet()) {
            String name = each.getKey();
            Parameter parameter =
                    ParameterRegistry.find(name)
                            .orElseThrow(() -> new BadUrl(unknown(name, unknownNames)));
            rejectUrl(name, each.getValue());
            // Not a switch over types: see ADR 51.
            if (parameter.fate() instanceof Fate.Honored(String _, List<String> legal)) {
                known.put(name, checked(name, each.getValue(), legal));
            } else if (parameter.fate() instanceof Fate.Alias(String of)) {
                known.put(of, aliased(name, of, each.getValue()));
            } else if (parameter.fate() instanceof Fate.Ignored(String why)) {
                notes.add("URL parameter %s has no effect: %s".formatted(name, why));
            } else if (parameter.fate() instanceof Fate.Rejected(String why)) {
                throw new BadUrl("parameter %s cannot be used: %s".formatted(name, why));
            }
        }
        return known;
    }

    /// Rejects a connection string in the place of one of its parts. It is not repeated, as it may
    /// hold a password, and messages name the database, the host and files.
    static void rejectUrl(String name, String value) throws BadUrl {
        if (!SECRETS.contains(name) && URL.matcher(value).find()) {
            throw new BadUrl(
                    "%s is a URL; set the URL of the database in DATABASE_URL".formatted(name));
        }
    }

    /// Whether errors show unknown names, which may be a part of a password.
    enum UnknownNames {
        SHOWN,
        HIDDEN
    }

    private static String aliased(String name, String of, String value) throws BadUrl {
        return ParameterRegistry.find(of).orElseThrow().fate()
                        instanceof Fate.Honored(String _, var legal)
                ? checked(name, value, legal)
                : value;
    }

    /// Checks a value against the supported ones.
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

    /// Returns a short, plain value in quotation marks, and masks any other.
    static String shown(String value) {
        return value.matches("[A-Za-z0-9_.,!-]{0,30}") ? "\"" + value + "\"" : "\"***\"";
    }

    /// An unknown name may be the end of a password with an unencoded `?` or `&`: only names that
    /// look like parameters are shown.
    private static String unknown(String name, UnknownNames unknownNames) {
        boolean isPlain =
                unknownNames == UnknownNames.SHOWN && name.matches("[A-Za-z][A-Za-z0-9_.-]{0,39}");
        return "unknown parameter%s; supported parameters are %s"
                .formatted(isPlain ? " \"" + name + "\"" : "", ParameterRegistry.legal());
    }
}
