package io.migrate.migrator.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What names and values of placeholders may be, wherever they are set.
public final class PlaceholderRules {
    /// The most placeholders of a run.
    public static final int MAX_COUNT = 128;

    /// The longest value, in characters.
    public static final int MAX_VALUE = 4096;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][-._A-Za-z0-9]{0,62}");
    private static final Pattern CONTROL =
            Pattern.compile("[\\x00-\\x1f\\x7f\\x80-\\x9f\\u2028\\u2029]");

    private PlaceholderRules() {}

    /// The problems, a sentence each without a full stop. None holds a value.
    public static List<String> problems(Map<String, String> values) {
        var problems = new ArrayList<String>();
        if (values.size() > MAX_COUNT) {
            problems.add(
                    "%d placeholders are set, but at most %d may be"
                            .formatted(values.size(), MAX_COUNT));
            return problems;
        }
        var names = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        values.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                problems.add(
                        "the name of a placeholder is \"%s\", which is not one of at most 63 letters, digits, -, _ and ."
                                .formatted(
                                        CONTROL.matcher(name)
                                                .replaceAll("")
                                                .substring(
                                                        0,
                                                        Math.min(
                                                                64,
                                                                CONTROL.matcher(name)
                                                                        .replaceAll("")
                                                                        .length()))));
            } else if (!names.add(name)) {
                problems.add(
                        "two placeholders are named %s: upper and lower case make no difference"
                                .formatted(name));
            }
            value(name, value, problems);
        });
        return problems;
    }

    private static void value(String name, String value, List<String> problems) {
        if (value.length() > MAX_VALUE) {
            problems.add(
                    "the value of the placeholder %s has more than %,d characters"
                            .formatted(name, MAX_VALUE));
        } else if (CONTROL.matcher(value).find()) {
            problems.add(
                    "the value of the placeholder %s has a line break or another control character; a Secret from a file may end with one"
                            .formatted(name));
        }
    }
}
