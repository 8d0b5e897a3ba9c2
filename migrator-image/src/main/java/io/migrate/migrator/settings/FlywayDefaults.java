package io.migrate.migrator.settings;

import io.migrate.migrator.configuration.FlywayConfiguration;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Adds what Flyway's configuration sets, where no setting of the migrator does.
record FlywayDefaults(Settings own, FlywayConfiguration configuration) {
    /// The settings that replace those of Flyway, with Flyway's names for them.
    private static final Map<Setting, List<String>> NAMES =
            new EnumMap<>(
                    Map.of(
                            Setting.LOCATIONS, List.of("locations"),
                            Setting.HISTORY_TABLE, List.of("table"),
                            Setting.OUT_OF_ORDER, List.of("outOfOrder"),
                            Setting.MIXED, List.of("mixed")));

    /// Names of Flyway's settings that are set otherwise.
    static List<String> overridden(Settings own) {
        var names = new ArrayList<String>();
        NAMES.forEach((setting, all) -> {
            if (own.flyway().given().contains(setting)) {
                names.addAll(all);
            }
        });
        // Flyway's schema is that of the history, and the first of the search path.
        if (isGiven(own, Setting.HISTORY_SCHEMA) && isGiven(own, Setting.SEARCH_PATH)) {
            names.addAll(List.of("defaultSchema", "schemas"));
        }
        return names;
    }

    private static boolean isGiven(Settings own, Setting setting) {
        return own.flyway().given().contains(setting);
    }

    private <T> Optional<T> ifUnset(Setting setting, Optional<T> value) {
        return value.filter(_ -> !isGiven(own, setting));
    }

    Settings settings() {
        return new Settings(
                own.command(),
                own.consent(),
                own.failedMigrations(),
                own.dir(),
                own.dirCopied(),
                own.format(),
                configuration.layout(own.layout()),
                own.flyway(),
                own.target(),
                searchPath(),
                own.role(),
                history(),
                own.toolHistory(),
                own.timeouts(),
                policy(),
                own.output(),
                own.applicationName());
    }

    /// Flyway puts its schema before the schemas of the server's search path.
    private List<String> searchPath() {
        return ifUnset(Setting.SEARCH_PATH, configuration.schema())
                .map(schema ->
                        schema.equals("public")
                                ? List.of("public", "$user")
                                : List.of(schema, "$user", "public"))
                .orElse(own.searchPath());
    }

    private Settings.History history() {
        boolean isSet = isGiven(own, Setting.HISTORY_SCHEMA) || isGiven(own, Setting.SEARCH_PATH);
        return new Settings.History(
                configuration.schema().filter(_ -> !isSet).or(() -> own.history().schema()),
                ifUnset(Setting.HISTORY_TABLE, configuration.table())
                        .orElse(own.history().table()));
    }

    private Settings.Policy policy() {
        Settings.Policy policy = own.policy();
        return new Settings.Policy(
                ifUnset(Setting.OUT_OF_ORDER, configuration.outOfOrder())
                        .map(isSet -> isSet ? Choices.OutOfOrder.APPLY : Choices.OutOfOrder.REFUSE)
                        .orElse(policy.outOfOrder()),
                policy.ignoreMigrationPatterns(),
                policy.changedMigrations(),
                policy.newerSchema(),
                ifUnset(Setting.MIXED, configuration.mixed())
                        .map(isSet -> isSet ? Choices.Mixed.ALLOW : Choices.Mixed.REFUSE)
                        .orElse(policy.mixed()),
                policy.pooler(),
                policy.emptySource());
    }
}
