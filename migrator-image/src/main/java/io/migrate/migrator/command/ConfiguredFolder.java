package io.migrate.migrator.command;

import io.migrate.migrator.configuration.FlywayConfiguration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Tool;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.settings.Setting;
import io.migrate.migrator.settings.Settings;

import org.slf4j.Logger;

import java.util.List;
import java.util.Optional;

/// A folder, and Flyway's configuration, which counts only for a folder of Flyway.
///
/// @param own the migrator's own settings
record ConfiguredFolder(Settings own, FlywayConfiguration configuration, Source source) {
    private boolean isOfFlyway() {
        return source.format().tool() == Tool.FLYWAY;
    }

    /// The settings of the run.
    Settings effective() {
        return isOfFlyway() ? own.with(configuration) : own;
    }

    /// The outcome if something is set that this folder cannot have.
    Optional<Outcome> refusal() {
        return isOfFlyway() || own.layout().locations().values().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Outcome.Failed(
                                ExitCode.INVALID_CONFIGURATION,
                                "%s (or %s) is set, but this is a folder of %s."
                                        .formatted(
                                                Setting.LOCATIONS.variable(),
                                                Setting.LOCATIONS.flag(),
                                                source.format().tool().displayName()),
                                "Only folders of Flyway have locations: remove the setting, and let"
                                        + " MIGRATE_DIR name the folder."));
    }

    /// Says what of Flyway's configuration is used and what is not. Values are not shown.
    void log(Logger log) {
        List<String> used = configuration.used();
        if (!isOfFlyway()) {
            if (!used.isEmpty()) {
                log.warn(
                        "Flyway's configuration is not read, because this is a folder of {}: {}",
                        source.format().tool().displayName(),
                        String.join(", ", configuration.sources()));
            }
            return;
        }
        List<String> overridden = own.overridden(configuration);
        List<String> effective = used.stream().filter(each -> !overridden.contains(each)).toList();
        if (!effective.isEmpty()) {
            log.info("read from Flyway's configuration: {}", String.join(", ", effective));
        }
        if (!overridden.isEmpty()) {
            log.info(
                    "set in Flyway's configuration, but overridden by the migrator's settings: {}",
                    String.join(", ", overridden));
        }
        configuration.warnings().forEach(log::warn);
    }
}
