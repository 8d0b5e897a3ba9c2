package io.migrate.migrator.settings;

import io.migrate.migrator.configuration.PlaceholderRules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The values of placeholders that the migrator's own settings give: one variable for each, and a
/// list.
///
/// @param values by name
/// @param problems sentences, without any value
record GivenPlaceholders(Map<String, String> values, List<String> problems) {
    /// The prefix of the variable with the value of one placeholder, whose name follows as it is.
    private static final String PREFIX = "MIGRATE_PLACEHOLDER_";

    /// @param list of `NAME=VALUE`, which is stronger than the variables, as it may be a flag
    static GivenPlaceholders of(Map<String, String> environment, String list) {
        var values = new TreeMap<String, String>();
        withPrefix(environment, PREFIX)
                .forEach((variable, value) ->
                        values.put(variable.substring(PREFIX.length()), value));
        var problems = new ArrayList<String>();
        for (String each : list.isEmpty() ? new String[0] : list.split(",", -1)) {
            int equals = each.indexOf('=');
            if (equals < 1) {
                problems.add(
                        "%s (or %s) has an item that is not NAME=VALUE; a value with a comma needs a variable of its own, %sNAME"
                                .formatted(
                                        Setting.PLACEHOLDERS.variable(),
                                        Setting.PLACEHOLDERS.flag(),
                                        PREFIX));
                continue;
            }
            String name = each.substring(0, equals).strip();
            values.keySet().removeIf(name::equalsIgnoreCase);
            values.put(name, each.substring(equals + 1));
        }
        problems.addAll(PlaceholderRules.problems(values));
        return new GivenPlaceholders(values, problems);
    }

    /// The variables whose names begin with a prefix.
    static Map<String, String> withPrefix(Map<String, String> environment, String prefix) {
        var all = new TreeMap<String, String>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(prefix) && variable.length() > prefix.length()) {
                all.put(variable, value);
            }
        });
        return all;
    }
}
