package io.migrate.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.pattern.ValidatePattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class MigrationPatternTest {
    private static boolean matches(
            String pattern,
            MigrationPattern.Status status,
            Optional<String> number,
            String... names) {
        return MigrationPattern.parse(pattern)
                .orElseThrow()
                .matches(
                        new MigrationPattern.Candidate(
                                MigrationPattern.Type.VERSIONED,
                                status,
                                List.of(names),
                                number,
                                MigrationPattern.Candidate.Place.LATER));
    }

    /// What Flyway accepts is accepted, except for `pending`; what it rejects is rejected.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*:missing",
                "*:*",
                "versioned:ignored",
                "repeatable:future",
                " Versioned : MISSING ",
                "missing",
                "",
                ":",
                "*:",
                ":missing",
                "undo:missing",
                "*:success",
                "any:missing",
                "*:any",
                "**:missing"
            })
    void flywaysGrammar(String text) {
        boolean isFlyways;
        try {
            ValidatePattern.fromPattern(text);
            isFlyways = true;
        } catch (FlywayException _) {
            isFlyways = false;
        }
        assertThat(MigrationPattern.parse(text).isPresent()).as(text).isEqualTo(isFlyways);
    }

    @Test
    void whatIsPendingCannotBeIgnored() {
        assertThat(MigrationPattern.parse("*:pending")).isEmpty();
        assertThat(ValidatePattern.fromPattern("*:pending")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "*:missing:0001_init,true",
        "*:missing:0001_*,true",
        "*:missing:000?_init,true",
        "versioned:*:*init,true",
        "*:missing:*,true",
        "*:missing:1,true",
        "*:missing:0001_INIT,false",
        "*:missing:0001,false",
        "*:missing:2,false",
        "*:missing:0001.init,false",
        "*:missing:init,false",
        "*:missing:before-first-file,false",
        "*:future:0001_init,false",
        "repeatable:missing,false"
    })
    void names(String pattern, boolean expected) {
        assertThat(matches(pattern, MigrationPattern.Status.MISSING, Optional.of("1"), "0001_init"))
                .isEqualTo(expected);
    }

    /// A row of goose, dbmate or golang-migrate has no name.
    @ParameterizedTest
    @CsvSource({
        "*:missing:7,true",
        "*:missing:0007,true",
        "*:missing:00007_any_name,true",
        "*:missing:8_any_name,false",
        "*:missing:7_*,false",
        "*:missing:any_7,false"
    })
    void numbers(String pattern, boolean expected) {
        assertThat(matches(pattern, MigrationPattern.Status.MISSING, Optional.of("7")))
                .isEqualTo(expected);
    }

    @Test
    void aWrongPatternIsNamedWithWhatIsLegal() {
        Request request =
                SettingsParser.parse(
                        Map.of("MIGRATE_IGNORE_MIGRATION_PATTERNS", "*:missing, *:pending,x"),
                        List.of());
        assertThat(((Request.Invalid) request).problems())
                .hasSize(2)
                .first()
                .asString()
                .isEqualTo(
                        "MIGRATE_IGNORE_MIGRATION_PATTERNS (or --ignore-migration-patterns)"
                            + " contains \"*:pending\"; legal are patterns TYPE:STATUS or"
                            + " TYPE:STATUS:NAME, comma-separated; TYPE is *, versioned or"
                            + " repeatable, STATUS *, missing, ignored or future, NAME that of a"
                            + " migration with * and ?, or before-first-file");
        Request valid =
                SettingsParser.parse(
                        Map.of("MIGRATE_IGNORE_MIGRATION_PATTERNS", "*:missing, *:ignored"),
                        List.of("--changed-migrations=warn", "--out-of-order=as-tool"));
        Settings.Policy policy = ((Request.Run) valid).settings().policy();
        assertThat(policy.ignoreMigrationPatterns()).hasSize(2);
        assertThat(policy.changedMigrations()).isEqualTo(Choices.ChangedMigrations.WARN);
        assertThat(policy.outOfOrder()).isEqualTo(Choices.OutOfOrder.AS_TOOL);
    }
}
