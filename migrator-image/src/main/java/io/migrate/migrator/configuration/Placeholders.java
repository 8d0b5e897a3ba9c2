package io.migrate.migrator.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The values of placeholders, and how they are written in Flyway's files. A value never appears in
/// what is logged or left behind.
///
/// @param values by name
public record Placeholders(Map<String, String> values, Syntax syntax) {
    /// Default placeholders, which Flyway gives a value itself.
    private static final Set<String> DEFAULTS =
            Set.of(
                    "defaultschema",
                    "user",
                    "database",
                    "timestamp",
                    "filename",
                    "workingdirectory",
                    "table",
                    "environment");

    /// The shortest value that is masked in everything that is printed. Shorter ones, such as
    /// `public`, are parts of ordinary words.
    private static final int SHORTEST_SECRET = 8;

    /// The shortest value that is masked inside a word of an error.
    private static final int SHORTEST_PART = 4;

    /// What an error of PostgreSQL quotes.
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    /// Copies the values.
    public Placeholders {
        values = Map.copyOf(values);
    }

    /// How placeholders are written in Flyway's files: Flyway's settings of these names.
    ///
    /// @param replacement whether they are replaced at all
    public record Syntax(String prefix, String suffix, String separator, Replacement replacement) {
        /// Flyway's defaults.
        public static final Syntax DEFAULT = new Syntax("${", "}", ":", Replacement.ON);
    }

    /// Flyway's `placeholderReplacement`.
    public enum Replacement {
        ON,
        OFF
    }

    /// What became of a text.
    ///
    /// @param text with the values
    /// @param missing the first placeholder without a value
    /// @param defaults whether the text holds placeholders that Flyway gives a value
    public record Replaced(String text, Optional<MissingValue> missing, Defaults defaults) {
        /// Whether it is what Flyway runs.
        public boolean isComplete() {
            return missing.isEmpty() && defaults == Defaults.ABSENT;
        }
    }

    /// Whether a text holds default placeholders.
    public enum Defaults {
        PRESENT,
        ABSENT
    }

    /// No values.
    public static Placeholders none() {
        return new Placeholders(Map.of(), Syntax.DEFAULT);
    }

    /// The same values, and weaker ones for other names. Flyway ignores the case of a name.
    Placeholders withWeaker(Map<String, String> weaker, Syntax other) {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(weaker);
        // The spelling of the stronger name remains.
        values.keySet().forEach(all::remove);
        all.putAll(values);
        return new Placeholders(all, other);
    }

    /// Replaces placeholders as Flyway does: anywhere in the text, comments included, and never in
    /// a value.
    public Replaced replace(String text) {
        if (syntax.replacement() == Replacement.OFF || !text.contains(syntax.prefix())) {
            return unchanged(text);
        }
        var replaced = new StringBuilder();
        Optional<MissingValue> missing = Optional.empty();
        Defaults defaults = Defaults.ABSENT;
        int position = 0;
        int start = text.indexOf(syntax.prefix());
        while (start >= 0) {
            replaced.append(text, position, start);
            int begin = start + syntax.prefix().length();
            int end = text.indexOf(syntax.suffix(), begin);
            position = end < 0 ? text.length() : end + syntax.suffix().length();
            String name = text.substring(begin, end < 0 ? begin : end);
            Optional<String> value = value(name);
            replaced.append(value.orElse(text.substring(start, position)));
            if (isDefault(name)) {
                defaults = Defaults.PRESENT;
            } else if (value.isEmpty() && missing.isEmpty()) {
                missing = Optional.of(MissingValue.at(text, start, position));
            }
            start = text.indexOf(syntax.prefix(), position);
        }
        return new Replaced(
                replaced.append(text.substring(position)).toString(), missing, defaults);
    }

    /// A text in which nothing is replaced.
    public Replaced unchanged(String text) {
        return new Replaced(text, Optional.empty(), Defaults.ABSENT);
    }

    /// The value of a name in exactly this spelling, else in any.
    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name))
                .or(() ->
                        values.entrySet().stream()
                                .filter(each -> each.getKey().equalsIgnoreCase(name))
                                .map(Map.Entry::getValue)
                                .findFirst());
    }

    private boolean isDefault(String name) {
        String prefix = "flyway" + syntax.separator();
        return name.regionMatches(true, 0, prefix, 0, prefix.length())
                && DEFAULTS.contains(name.substring(prefix.length()).toLowerCase(Locale.ROOT));
    }

    /// The values that are long enough to be masked in all that is printed.
    public Collection<String> secrets() {
        return values.values().stream()
                .flatMap(value -> spellings(value).stream())
                .filter(value -> value.length() >= SHORTEST_SECRET)
                .distinct()
                .sorted((one, other) -> Integer.compare(other.length(), one.length()))
                .toList();
    }

    /// A text in which PostgreSQL or Flyway may quote a statement, with the names of the
    /// placeholders in place of their values.
    public String masked(String text) {
        String masked = text;
        for (Map.Entry<String, String> each : longestFirst()) {
            for (String spelling : spellings(each.getValue())) {
                masked =
                        pattern(spelling)
                                .matcher(masked)
                                .replaceAll(Matcher.quoteReplacement("${" + each.getKey() + "}"));
            }
            masked = withoutWordsOf(each.getKey(), each.getValue(), masked);
        }
        return masked;
    }

    /// A quote in a value ends the literal that holds it, so that PostgreSQL quotes a word of the
    /// rest in its error.
    private static String withoutWordsOf(String name, String value, String text) {
        if (value.chars().noneMatch(character -> character == '\'' || character == '"')) {
            return text;
        }
        String known = value.toLowerCase(Locale.ROOT);
        return QUOTED.matcher(text)
                .replaceAll(quoted ->
                        Matcher.quoteReplacement(
                                known.contains(quoted.group(1).toLowerCase(Locale.ROOT))
                                        ? "\"${" + name + "}\""
                                        : quoted.group()));
    }

    private static Pattern pattern(String value) {
        String quoted = Pattern.quote(value);
        return Pattern.compile(
                value.length() >= SHORTEST_PART
                        ? quoted
                        : "(?<![\\p{L}\\p{N}_])" + quoted + "(?![\\p{L}\\p{N}_])",
                Pattern.CASE_INSENSITIVE);
    }

    /// A value as it is written, and as PostgreSQL reads it in a literal, in an identifier or in a
    /// literal with `E`: it quotes what it has read.
    private static Set<String> spellings(String value) {
        var spellings = new LinkedHashSet<String>();
        spellings.add(value);
        spellings.add(value.replace("''", "'"));
        spellings.add(value.replace("\"\"", "\""));
        spellings.add(value.replace("''", "'").replaceAll("\\\\(.)", "$1"));
        return spellings;
    }

    private List<Map.Entry<String, String>> longestFirst() {
        return values.entrySet().stream()
                .filter(each -> !each.getValue().isBlank())
                .sorted(
                        Comparator.comparingInt((Map.Entry<String, String> each) ->
                                        -each.getValue().length())
                                .thenComparing(Map.Entry::getKey))
                .toList();
    }
}
