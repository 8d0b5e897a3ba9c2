package io.migrate.migrator.configuration;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Sorts the settings of a configuration into those that are read and those that are not.
final class ConfigurationReader {
    private static final int MOST_NAMES = 20;
    private static final String ENVIRONMENTS = "environments.";

    /// What Flyway replaces by a variable of the environment, or by a resolver. The environment of
    /// the migrator holds the password of the database.
    private static final Pattern EXPANDED = Pattern.compile("\\$\\{[A-Za-z0-9_.]+}");

    private static final Pattern SHOWN = Pattern.compile("[A-Za-z][-A-Za-z0-9._]{0,80}");

    private final Map<FlywayKey, Entry> settings = new EnumMap<>(FlywayKey.class);
    private final Map<String, Entry> placeholders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> notRead = new LinkedHashSet<>();
    private final Set<String> instead = new LinkedHashSet<>();
    private final List<String> expanded = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Optional<FlywayConfiguration.Result> problem = Optional.empty();

    /// Adds a file, which overrides what was added before.
    void addFile(String name, List<Entry> entries) {
        String schemas = ENVIRONMENTS + environment(entries) + ".schemas";
        for (Entry entry : entries) {
            String key = entry.key();
            if (key.equals(schemas)) {
                set(FlywayKey.SCHEMAS, entry);
            } else if (key.startsWith(FlywayKey.PREFIX)) {
                add(key.substring(FlywayKey.PREFIX.length()), entry);
            } else {
                // A line of flyway.conf without a key may be the rest of a value.
                pass(name.endsWith(".conf") ? "" : key, entry);
            }
        }
        finish(name);
    }

    private static String environment(List<Entry> entries) {
        return entries.stream()
                .filter(each -> each.key().equals(FlywayKey.PREFIX + FlywayKey.ENVIRONMENT.text()))
                .map(Entry::value)
                .findFirst()
                .orElse("default");
    }

    /// Adds the variables of the environment, which override what was added before.
    ///
    /// @param variables those that begin with `FLYWAY_`
    void addVariables(Map<String, String> variables) {
        new TreeMap<>(variables)
                .forEach((variable, value) -> {
                    String name = FlywayKey.ofVariable(variable);
                    add(name, new Entry(variable, value, variable, 0));
                });
        finish("the environment");
    }

    private void add(String name, Entry entry) {
        Optional<FlywayKey> key = FlywayKey.of(name);
        boolean isPlaceholder =
                name.startsWith(FlywayKey.PLACEHOLDERS)
                        && name.length() > FlywayKey.PLACEHOLDERS.length();
        if (key.isEmpty() && !isPlaceholder) {
            pass(name, entry);
        } else if (entry.line() > 0 && EXPANDED.matcher(entry.value()).find()) {
            expanded.add(name);
        } else if (isPlaceholder) {
            placeholder(name.substring(FlywayKey.PLACEHOLDERS.length()), entry);
        } else {
            set(key.orElseThrow(), entry);
        }
    }

    private void pass(String name, Entry entry) {
        String shown = entry.line() == 0 ? entry.source() : name;
        notRead.add(SHOWN.matcher(shown).matches() ? shown : "line " + entry.line());
        FlywayKey.instead(name).ifPresent(instead::add);
    }

    private void set(FlywayKey key, Entry entry) {
        if (key.admits(entry.value())) {
            settings.put(key, entry);
        } else {
            reject(entry, "%s must be %s".formatted(key.text(), key.legal()));
        }
    }

    private void placeholder(String name, Entry entry) {
        PlaceholderRules.problems(Map.of(name, entry.value())).stream()
                .findFirst()
                .ifPresent(each -> reject(entry, each));
        placeholders.remove(name);
        placeholders.put(name, entry);
    }

    private void reject(Entry entry, String reason) {
        problem =
                problem.or(() ->
                        Optional.of(
                                new FlywayConfiguration.Result.Rejected(
                                        "%s: %s.".formatted(entry.place(), reason),
                                        "Correct it, or remove it and use the migrator's own"
                                                + " settings.")));
    }

    private void finish(String source) {
        if (!expanded.isEmpty()) {
            warnings.add(
                    "%s: not read, because the migrator does not fill in ${…} from the environment, which holds passwords: %s. Set the values in the policy, or with MIGRATE_PLACEHOLDERS."
                            .formatted(source, String.join(", ", expanded)));
        }
        if (!notRead.isEmpty()) {
            warnings.add(
                    "%s: these settings are not read: %s.%s".formatted(source, names(), hint()));
        }
        expanded.clear();
        notRead.clear();
        instead.clear();
    }

    private String names() {
        String names = notRead.stream().limit(MOST_NAMES).collect(joining(", "));
        int more = notRead.size() - MOST_NAMES;
        return more > 0 ? "%s and %d more".formatted(names, more) : names;
    }

    private String hint() {
        return instead.isEmpty()
                ? " Where the policy has such a setting, set it there."
                : " Instead, use %s; where the policy has such a setting, set it there."
                        .formatted(String.join(", ", instead));
    }

    FlywayConfiguration.Result result() {
        if (placeholders.size() > PlaceholderRules.MAX_COUNT) {
            return new FlywayConfiguration.Result.Rejected(
                    "Flyway's configuration sets more than %d placeholders."
                            .formatted(PlaceholderRules.MAX_COUNT),
                    "Remove some.");
        }
        return problem.orElseGet(() ->
                new FlywayConfiguration.Result.Read(
                        new FlywayConfiguration(settings, placeholders, warnings)));
    }

    void warn(String warning) {
        warnings.add(warning);
    }
}
