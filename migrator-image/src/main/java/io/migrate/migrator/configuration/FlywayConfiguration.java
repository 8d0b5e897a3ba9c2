package io.migrate.migrator.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is read of Flyway's own configuration: the variables `FLYWAY_*`, and before them
/// `flyway.toml` or `flyway.conf`. The migrator's own settings are stronger than all of it.
public final class FlywayConfiguration {
    private final Map<FlywayKey, Entry> settings;
    private final Map<String, Entry> placeholders;
    private final List<String> warnings;

    FlywayConfiguration(
            Map<FlywayKey, Entry> settings,
            Map<String, Entry> placeholders,
            List<String> warnings) {
        this.settings = Map.copyOf(settings);
        this.placeholders = new LinkedHashMap<>(placeholders);
        this.warnings = List.copyOf(warnings);
    }

    /// Nothing.
    public static FlywayConfiguration none() {
        return new FlywayConfiguration(Map.of(), Map.of(), List.of());
    }

    /// The result of reading it.
    public sealed interface Result {
        /// It can be read.
        record Read(FlywayConfiguration configuration) implements Result {}

        /// It cannot be read, or a value is not legal.
        ///
        /// @param problem one sentence, without any value
        /// @param advice what to do
        record Rejected(String problem, String advice) implements Result {}
    }

    /// A sentence for each file or variable of which a part is not read.
    public List<String> warnings() {
        return warnings;
    }

    /// The names of the settings that are used, with their places: `flyway.conf:3 outOfOrder`.
    public List<String> used() {
        return Stream.concat(
                        settings.entrySet().stream()
                                .sorted((one, other) -> one.getKey().compareTo(other.getKey()))
                                .map(each -> each.getValue().place() + " " + each.getKey().text()),
                        placeholders.entrySet().stream()
                                .map(each ->
                                        each.getValue().place()
                                                + " "
                                                + FlywayKey.PLACEHOLDERS
                                                + each.getKey()))
                .toList();
    }

    /// The files and variables that set anything.
    public List<String> sources() {
        return Stream.concat(settings.values().stream(), placeholders.values().stream())
                .map(Entry::source)
                .distinct()
                .sorted()
                .toList();
    }

    private Optional<String> get(FlywayKey key) {
        return Optional.ofNullable(settings.get(key)).map(Entry::value);
    }

    private Optional<Boolean> flag(FlywayKey key) {
        return get(key).map(Boolean::valueOf);
    }

    /// `table`.
    public Optional<String> table() {
        return get(FlywayKey.TABLE);
    }

    /// `defaultSchema`, or the first of `schemas`: the schema of the history, and of what has no
    /// other.
    public Optional<String> schema() {
        return get(FlywayKey.DEFAULT_SCHEMA).or(() -> list(FlywayKey.SCHEMAS).stream().findFirst());
    }

    /// `outOfOrder`.
    public Optional<Boolean> outOfOrder() {
        return flag(FlywayKey.OUT_OF_ORDER);
    }

    /// `mixed`.
    public Optional<Boolean> mixed() {
        return flag(FlywayKey.MIXED);
    }

    private List<String> list(FlywayKey key) {
        return Stream.of(get(key).orElse("").split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /// The layout of the folder.
    ///
    /// @param own the migrator's own settings, which are stronger
    public FolderLayout layout(FolderLayout own) {
        return new FolderLayout(
                own.locations().values().isEmpty() ? locations() : own.locations(),
                naming(),
                own.placeholders().withWeaker(values(), syntax()));
    }

    private FolderLayout.Locations locations() {
        return new FolderLayout.Locations(
                list(FlywayKey.LOCATIONS),
                flag(FlywayKey.FAIL_ON_MISSING_LOCATIONS).orElse(false)
                        ? FolderLayout.IfMissing.REFUSE
                        : FolderLayout.IfMissing.WARN,
                Optional.ofNullable(settings.get(FlywayKey.LOCATIONS))
                        .map(Entry::place)
                        .orElse(""));
    }

    private Naming naming() {
        Naming standard = Naming.DEFAULT;
        List<String> suffixes = list(FlywayKey.SQL_MIGRATION_SUFFIXES);
        return new Naming(
                get(FlywayKey.SQL_MIGRATION_PREFIX).orElse(standard.versioned()),
                get(FlywayKey.REPEATABLE_SQL_MIGRATION_PREFIX).orElse(standard.repeatable()),
                get(FlywayKey.SQL_MIGRATION_SEPARATOR).orElse(standard.separator()),
                suffixes.isEmpty() ? standard.suffixes() : suffixes);
    }

    private Placeholders.Syntax syntax() {
        Placeholders.Syntax standard = Placeholders.Syntax.DEFAULT;
        return new Placeholders.Syntax(
                get(FlywayKey.PLACEHOLDER_PREFIX).orElse(standard.prefix()),
                get(FlywayKey.PLACEHOLDER_SUFFIX).orElse(standard.suffix()),
                get(FlywayKey.PLACEHOLDER_SEPARATOR).orElse(standard.separator()),
                flag(FlywayKey.PLACEHOLDER_REPLACEMENT).orElse(true)
                        ? Placeholders.Replacement.ON
                        : Placeholders.Replacement.OFF);
    }

    private Map<String, String> values() {
        var values = new TreeMap<String, String>();
        placeholders.forEach((name, entry) -> values.put(name, entry.value()));
        return values;
    }

    /// The names of its settings that the migrator's own override.
    ///
    /// @param own names of settings of Flyway that are set otherwise
    /// @param stronger the migrator's own placeholders
    public List<String> overridden(List<String> own, Placeholders stronger) {
        var names = new ArrayList<String>();
        settings.forEach((key, entry) -> {
            if (own.contains(key.text())) {
                names.add(entry.place() + " " + key.text());
            }
        });
        placeholders.forEach((name, entry) -> {
            if (stronger.value(name).isPresent()) {
                names.add(entry.place() + " " + FlywayKey.PLACEHOLDERS + name);
            }
        });
        names.sort(null);
        return names;
    }
}
