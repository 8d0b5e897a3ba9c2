package io.migrate.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class SettingsParserTest {
    private static Settings settings(Map<String, String> environment, String... arguments) {
        return ((Request.Run) SettingsParser.parse(environment, List.of(arguments))).settings();
    }

    private static List<String> problems(Map<String, String> environment, String... arguments) {
        return ((Request.Invalid) SettingsParser.parse(environment, List.of(arguments))).problems();
    }

    @Test
    void standards() {
        Settings settings = settings(Map.of());
        assertThat(settings.command()).isEqualTo(Command.PodCommand.MIGRATE);
        assertThat(settings.dir()).hasToString("/migrations");
        assertThat(settings.timeouts())
                .isEqualTo(
                        new Settings.Timeouts(
                                Duration.ofMinutes(8),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(5),
                                Duration.ZERO));
        assertThat(settings.history())
                .isEqualTo(new Settings.History(Optional.empty(), "flyway_schema_history"));
    }

    @Test
    void failedMigrationsRunAgainUnlessTheyAreCompleted() {
        assertThat(settings(Map.of(), "repair", "--yes").failedMigrations())
                .isEqualTo(Choices.FailedMigrations.RUN_AGAIN);
        assertThat(settings(Map.of(), "repair", "--completed").failedMigrations())
                .isEqualTo(Choices.FailedMigrations.COMPLETED);
    }

    @Test
    void flagsOverrideTheEnvironment() {
        var environment = Map.of("MIGRATE_DIR", "/a", "MIGRATE_SEARCH_PATH", "shop, public");
        assertThat(settings(environment, "--dir=/b").dir()).hasToString("/b");
        assertThat(settings(environment, "validate", "--dir", "/c").dir()).hasToString("/c");
        assertThat(settings(environment).searchPath()).containsExactly("shop", "public");
        assertThat(settings(Map.of("MIGRATE_SEARCH_PATH", "\"$user\", public")).searchPath())
                .containsExactly("$user", "public");
    }

    @ParameterizedTest
    @CsvSource({"90s,90000", "10m,600000", "1h30m,5400000", "500ms,500", "0s,0", "1m500ms,60500"})
    void durations(String text, long millis) {
        assertThat(settings(Map.of("MIGRATE_TIMEOUT", text)).timeouts().run())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-5s", "5 s", "s", "1d", "30m1h", "99999999999s"})
    void noDurations(String text) {
        assertThat(problems(Map.of("MIGRATE_TIMEOUT", text)))
                .singleElement()
                .asString()
                .contains("MIGRATE_TIMEOUT (or --timeout) is \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AdoptOnly", "adopt-only", "ADOPT_ONLY"})
    void spellings(String text) {
        assertThat(settings(Map.of("MIGRATE_TOOL_HISTORY_SYNC", text)).toolHistory().sync())
                .isEqualTo(Choices.ToolHistorySync.ADOPT_ONLY);
    }

    @Test
    void allProblemsAtOnce() {
        assertThat(
                        problems(
                                Map.of("MIGRATE_FORMAT", "x", "MIGRATE_POOLER", "Perhaps"),
                                "--url=postgresql://secret",
                                "--lock-timeout",
                                "never",
                                "dry-runs"))
                .hasSize(5)
                .noneMatch(problem -> problem.contains("secret"))
                .anyMatch(problem ->
                        problem.contains("unknown command \"dry-runs\"; legal commands are"));
    }

    @Test
    void podNamesTheSession() {
        String pod = "a".repeat(80);
        assertThat(settings(Map.of("POD_NAMESPACE", "shop", "POD_NAME", "api-1")).applicationName())
                .contains("migrate/shop/api-1");
        assertThat(
                        settings(Map.of("POD_NAMESPACE", "shop", "POD_NAME", pod))
                                .applicationName()
                                .orElseThrow())
                .hasSize(63);
    }

    @Test
    void helpNamesEverySetting() {
        String help = Help.text("  0    done");
        assertThat(Stream.of(Setting.values()))
                .allMatch(s -> help.contains(s.flag()) && help.contains(s.variable()));
    }

    @Test
    void theValueOfAnUnknownFlagIsNoCommand() {
        assertThat(SettingsParser.parse(Map.of(), List.of("--tiemout", "5s", "validate")))
                .isEqualTo(
                        new Request.Invalid(
                                List.of(
                                        "unknown flag --tiemout; for the supported flags, run"
                                                + " --help"),
                                Optional.empty()));
    }

    @Test
    void shortFormsOfHelpAndVersion() {
        assertThat(SettingsParser.parse(Map.of(), List.of("-h"))).isEqualTo(new Request.Help());
        assertThat(SettingsParser.parse(Map.of(), List.of("-V"))).isEqualTo(new Request.Version());
    }
}
