package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.formats.Tool;
import io.migrate.migrator.settings.Setting;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Format;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The migrator reads every environment variable that the webhook writes.
class ContractTest {
    private static final int NO_MIGRATIONS = 18;

    private record Ran(int exitCode, String output) {}

    private static Ran migrator(Map<String, String> environment, String... arguments)
            throws Exception {
        var builder =
                new ProcessBuilder(Jars.MIGRATOR.command(List.of(arguments)))
                        .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    @Test
    void everyVariableIsKnown() throws Exception {
        String help = migrator(Map.of(), "--help").output();
        assertThat(Fields.ALL.stream().flatMap(field -> field.env().stream()).toList())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(help).containsPattern("\\b" + name + "\\b"));
        // Those that no policy sets.
        assertThat(help).contains("MIGRATE_DIR\n", Names.DIR_COPIED + "\n");
    }

    /// The default is in both registries: the webhook's documents it and shows it in `explain`, and
    /// the migrator's applies it.
    @Test
    void everyDefaultIsTheSame() throws Exception {
        String help = migrator(Map.of(), "--help").output();
        assertThat(Fields.ALL.stream().filter(field -> field.env().isPresent()))
                .isNotEmpty()
                .allSatisfy(field ->
                        assertThat(normalized(migratorDefault(help, field.env().orElseThrow())))
                                .as(field.name())
                                .isEqualTo(normalized(webhookDefault(field))));
    }

    /// The default that the help states below a variable; empty if it states none.
    private static String migratorDefault(String help, String variable) {
        var entry =
                Pattern.compile("\\b" + variable + "\\R.*?(?:; default (.*))?\\)(\\R|$)")
                        .matcher(help);
        assertThat(entry.find()).as(variable).isTrue();
        return Objects.requireNonNullElse(entry.group(1), "");
    }

    private static <T> String webhookDefault(Field<T> field) {
        return field.builtIn().map(field.type().text()).orElse("");
    }

    /// The migrator ignores case and dashes in choices.
    private static String normalized(String value) {
        return value.toLowerCase(Locale.ROOT).replace("-", "");
    }

    /// The migrator validates all settings before it reads the folder, which is missing here.
    @Test
    void everyValueIsAccepted() throws Exception {
        var environment =
                Map.ofEntries(
                        Map.entry("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/d"),
                        Map.entry("MIGRATE_DIR", "/does/not/exist"),
                        Map.entry("MIGRATE_DIR_COPIED", "true"),
                        Map.entry("MIGRATE_FORMAT", "drizzle"),
                        Map.entry("MIGRATE_TIMEOUT", "90s"),
                        Map.entry("MIGRATE_LOCK_TIMEOUT", "500ms"),
                        Map.entry("MIGRATE_STATEMENT_TIMEOUT", "0s"),
                        Map.entry("MIGRATE_SEARCH_PATH", "shop,public"),
                        Map.entry("MIGRATE_TOOL_HISTORY_SYNC", "adopt-only"),
                        Map.entry("MIGRATE_OUT_OF_ORDER", "as-tool"),
                        Map.entry("MIGRATE_IGNORE_MIGRATION_PATTERNS", "*:missing:2023*,*:ignored"),
                        Map.entry("MIGRATE_CHANGED_MIGRATIONS", "warn"),
                        Map.entry("MIGRATE_NEWER_SCHEMA", "block"),
                        Map.entry("MIGRATE_MIXED", "allow"),
                        Map.entry("MIGRATE_EMPTY_SOURCE", "refuse"));
        Ran ran = migrator(environment, "migrate");
        assertThat(ran.exitCode()).as(ran.output()).isEqualTo(NO_MIGRATIONS);
        assertThat(ran.output()).contains("there is no folder");
    }

    /// Both sides list the formats, as neither knows the other's code.
    @Test
    void bothKnowTheSameFormats() {
        List<String> migrator =
                Stream.concat(
                                Stream.of(Setting.FORMAT.defaultValue()),
                                Stream.of(Tool.values()).map(Tool::spelling))
                        .toList();
        List<String> webhook =
                Stream.of(Format.values())
                        .map(format -> format.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList();
        assertThat(webhook).isEqualTo(migrator);
    }

    /// The negative control of everyValueIsRead.
    @Test
    void anInvalidValueIsRejected() throws Exception {
        Ran ran =
                migrator(
                        Map.of(
                                "DATABASE_URL",
                                "postgresql://u:p@127.0.0.1:1/d",
                                "MIGRATE_OUT_OF_ORDER",
                                "perhaps"),
                        "migrate");
        assertThat(ran.exitCode()).as(ran.output()).isEqualTo(2);
        assertThat(ran.output()).contains("MIGRATE_OUT_OF_ORDER").contains("perhaps");
    }
}
