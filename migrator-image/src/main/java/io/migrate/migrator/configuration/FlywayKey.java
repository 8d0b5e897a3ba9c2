package io.migrate.migrator.configuration;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The settings of Flyway's configuration that are read. Each other one is named in a warning.
enum FlywayKey {
    LOCATIONS("locations", Kind.TEXT),
    FAIL_ON_MISSING_LOCATIONS("failOnMissingLocations", Kind.BOOLEAN),
    SQL_MIGRATION_PREFIX("sqlMigrationPrefix", Kind.TEXT),
    REPEATABLE_SQL_MIGRATION_PREFIX("repeatableSqlMigrationPrefix", Kind.TEXT),
    SQL_MIGRATION_SEPARATOR("sqlMigrationSeparator", Kind.NON_EMPTY),
    SQL_MIGRATION_SUFFIXES("sqlMigrationSuffixes", Kind.NON_EMPTY),
    ENCODING("encoding", Kind.ENCODING),
    PLACEHOLDER_REPLACEMENT("placeholderReplacement", Kind.BOOLEAN),
    PLACEHOLDER_PREFIX("placeholderPrefix", Kind.NON_EMPTY),
    PLACEHOLDER_SUFFIX("placeholderSuffix", Kind.NON_EMPTY),
    PLACEHOLDER_SEPARATOR("placeholderSeparator", Kind.NON_EMPTY),
    TABLE("table", Kind.NAME),
    DEFAULT_SCHEMA("defaultSchema", Kind.NAME),
    SCHEMAS("schemas", Kind.TEXT),
    OUT_OF_ORDER("outOfOrder", Kind.BOOLEAN),
    MIXED("mixed", Kind.BOOLEAN),
    /// Which of the environments of `flyway.toml` is read for its schemas.
    ENVIRONMENT("environment", Kind.TEXT);

    /// What values a setting may have.
    enum Kind {
        TEXT("a text without control characters", "[^\\x00-\\x1f\\x7f]*"),
        NON_EMPTY("a text without control characters", "[^\\x00-\\x1f\\x7f]+"),
        NAME("a name of at most 63 characters", "[^\\x00-\\x1f\\x7f,]{1,63}"),
        BOOLEAN("true or false", "(?i:true|false)"),
        ENCODING("UTF-8, the one encoding that the migrator reads", "(?i:utf-?8)");

        private final String legal;
        private final Pattern pattern;

        Kind(String legal, String pattern) {
            this.legal = legal;
            this.pattern = Pattern.compile(pattern);
        }
    }

    static final String PREFIX = "flyway.";
    static final String PLACEHOLDERS = "placeholders.";

    private static final Map<String, FlywayKey> BY_NAME =
            Stream.of(values())
                    .collect(Collectors.toUnmodifiableMap(each -> each.text, each -> each));

    /// What to use instead of some of those that are not read.
    private static final Map<String, String> INSTEAD =
            Map.ofEntries(
                    Map.entry("url", "DATABASE_URL"),
                    Map.entry("user", "DATABASE_URL"),
                    Map.entry("password", "DATABASE_URL"),
                    Map.entry("target", "MIGRATE_TARGET"),
                    Map.entry("ignoreMigrationPatterns", "MIGRATE_IGNORE_MIGRATION_PATTERNS"),
                    Map.entry("connectRetries", "MIGRATE_CONNECT_TIMEOUT"),
                    Map.entry("connectRetriesInterval", "MIGRATE_CONNECT_TIMEOUT"),
                    Map.entry("baselineOnMigrate", "the command baseline"),
                    Map.entry("baselineVersion", "the command baseline"));

    private final String text;
    private final Kind kind;

    FlywayKey(String text, Kind kind) {
        this.text = text;
        this.kind = kind;
    }

    /// Its name in Flyway's documentation, without the prefix.
    String text() {
        return text;
    }

    /// The legal values, for people.
    String legal() {
        return kind.legal;
    }

    boolean admits(String value) {
        return kind.pattern.matcher(value).matches();
    }

    /// @param name without the prefix
    static Optional<FlywayKey> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// What to use instead of a setting that is not read; empty if there is nothing.
    static Optional<String> instead(String name) {
        return Optional.ofNullable(INSTEAD.get(name.substring(name.lastIndexOf('.') + 1)));
    }

    /// The setting that an environment variable sets: `FLYWAY_OUT_OF_ORDER` is `outOfOrder`, and
    /// `FLYWAY_PLACEHOLDERS_ENV` is `placeholders.env`, as Flyway writes the name in lower case.
    static String ofVariable(String variable) {
        String words = variable.substring("FLYWAY_".length()).toLowerCase(Locale.ROOT);
        if (words.startsWith("placeholders_")) {
            return PLACEHOLDERS + words.substring("placeholders_".length());
        }
        var name = new StringBuilder();
        for (String word : words.split("_", -1)) {
            name.append(
                    name.isEmpty() || word.isEmpty()
                            ? word
                            : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }
}
