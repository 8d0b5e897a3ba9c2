package io.migrate.migrator.settings;

import static java.util.stream.Collectors.joining;

import io.migrate.migrator.configuration.FolderLayout;
import io.migrate.migrator.configuration.Naming;
import io.migrate.migrator.configuration.Placeholders;
import io.migrate.migrator.formats.Tool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads environment and arguments, and reports all problems at once.
public final class SettingsParser {
    /// The length to which PostgreSQL truncates an `application_name`.
    private static final int APPLICATION_NAME_BYTES = 63;

    private final Arguments arguments;
    private final List<String> problems = new ArrayList<>();

    private SettingsParser(Arguments arguments) {
        this.arguments = arguments;
        problems.addAll(arguments.problems());
    }

    /// Parses environment and arguments.
    ///
    /// @param environment `MIGRATE_*`, and `POD_NAMESPACE` and `POD_NAME` for the application name
    /// @param arguments the command line; a flag overrides the variable of the same setting
    public static Request parse(Map<String, String> environment, List<String> arguments) {
        var read = Arguments.of(environment, arguments);
        if (read.has(Arguments.Switch.HELP)) {
            return new Request.Help();
        }
        if (read.has(Arguments.Switch.VERSION)) {
            return new Request.Version();
        }
        var parser = new SettingsParser(read);
        Settings settings = parser.settings(environment);
        return parser.problems.isEmpty()
                ? new Request.Run(settings)
                : new Request.Invalid(List.copyOf(parser.problems), settings.copy());
    }

    private Settings settings(Map<String, String> environment) {
        Command command = command();
        return new Settings(
                command,
                consent(command),
                failedMigrations(),
                Path.of(text(Setting.DIR)),
                choice(Setting.DIR_COPIED, Choices.DirCopied.values()),
                format(),
                layout(environment),
                new Settings.Flyway(
                        GivenPlaceholders.withPrefix(environment, "FLYWAY_"),
                        arguments.values().keySet()),
                optional(Setting.TARGET),
                names(Setting.SEARCH_PATH),
                optional(Setting.ROLE),
                new Settings.History(optional(Setting.HISTORY_SCHEMA), text(Setting.HISTORY_TABLE)),
                new Settings.ToolHistory(
                        optional(Setting.TOOL_HISTORY_SCHEMA),
                        optional(Setting.TOOL_HISTORY_TABLE),
                        choice(Setting.TOOL_HISTORY_SYNC, Choices.ToolHistorySync.values())),
                new Settings.Timeouts(
                        duration(Setting.TIMEOUT),
                        duration(Setting.CONNECT_TIMEOUT),
                        duration(Setting.LOCK_TIMEOUT),
                        duration(Setting.STATEMENT_TIMEOUT)),
                new Settings.Policy(
                        choice(Setting.OUT_OF_ORDER, Choices.OutOfOrder.values()),
                        patterns(),
                        choice(Setting.CHANGED_MIGRATIONS, Choices.ChangedMigrations.values()),
                        choice(Setting.NEWER_SCHEMA, Choices.NewerSchema.values()),
                        choice(Setting.MIXED, Choices.Mixed.values()),
                        choice(Setting.POOLER, Choices.Pooler.values()),
                        choice(Setting.EMPTY_SOURCE, Choices.EmptySource.values())),
                new Settings.Output(
                        optional(Setting.LOG_FORMAT)
                                .map(_ -> choice(Setting.LOG_FORMAT, Choices.LogFormat.values())),
                        choice(Setting.LOG_DETAIL, Choices.LogDetail.values()),
                        Path.of(text(Setting.TERMINATION_LOG))),
                applicationName(environment));
    }

    private FolderLayout layout(Map<String, String> environment) {
        var given = GivenPlaceholders.of(environment, text(Setting.PLACEHOLDERS));
        problems.addAll(given.problems());
        return new FolderLayout(
                new FolderLayout.Locations(
                        names(Setting.LOCATIONS),
                        FolderLayout.IfMissing.REFUSE,
                        Setting.LOCATIONS.variable()),
                Naming.DEFAULT,
                new Placeholders(
                        given.problems().isEmpty() ? given.values() : Map.of(),
                        Placeholders.Syntax.DEFAULT));
    }

    private Command command() {
        List<String> commands = arguments.commands();
        if (commands.size() > 1) {
            problems.add(
                    "expected one command, got %d: %s"
                            .formatted(commands.size(), String.join(" ", commands)));
        }
        String name = commands.isEmpty() ? "migrate" : commands.getFirst();
        Optional<Command> command = Command.parse(name);
        if (command.isEmpty()) {
            problems.add(
                    "unknown command \"%s\"; legal commands are %s"
                            .formatted(
                                    name,
                                    Command.all().stream()
                                            .map(Command::text)
                                            .collect(joining(", "))));
        }
        return command.orElse(Command.PodCommand.MIGRATE);
    }

    private Choices.Consent consent(Command command) {
        Arguments.Switch flag =
                command == Command.ShellCommand.DRY_RUN
                        ? Arguments.Switch.YES_ON_THIS_DATABASE
                        : Arguments.Switch.YES;
        return arguments.has(flag) ? Choices.Consent.GIVEN : Choices.Consent.NOT_GIVEN;
    }

    private Choices.FailedMigrations failedMigrations() {
        return arguments.has(Arguments.Switch.COMPLETED)
                ? Choices.FailedMigrations.COMPLETED
                : Choices.FailedMigrations.RUN_AGAIN;
    }

    /// Empty for `auto`, and if the value is invalid.
    private Optional<Tool> format() {
        String given = Spelling.normalized(text(Setting.FORMAT));
        Optional<Tool> tool =
                Stream.of(Tool.values())
                        .filter(each -> Spelling.normalized(each.spelling()).equals(given))
                        .findFirst();
        if (tool.isEmpty() && !given.equals(Setting.FORMAT.defaultValue())) {
            problem(Setting.FORMAT, "one of " + Setting.FORMAT.legal());
        }
        return tool;
    }

    private String text(Setting setting) {
        return arguments.values().getOrDefault(setting, setting.defaultValue());
    }

    private Optional<String> optional(Setting setting) {
        return Optional.of(text(setting)).filter(value -> !value.isEmpty());
    }

    private List<String> names(Setting setting) {
        return Stream.of(text(setting).split(",", -1))
                .map(String::strip)
                .map(SettingsParser::unquoted)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// A name without the quotes that it needs in SQL, such as those of `"$user"`.
    private static String unquoted(String name) {
        boolean isQuoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return isQuoted ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    private List<MigrationPattern> patterns() {
        var patterns = new ArrayList<MigrationPattern>();
        for (String text : names(Setting.IGNORE_MIGRATION_PATTERNS)) {
            Optional<MigrationPattern> pattern = MigrationPattern.parse(text);
            pattern.ifPresent(patterns::add);
            if (pattern.isEmpty()) {
                problems.add(
                        "%s (or %s) contains \"%s\"; legal are %s"
                                .formatted(
                                        Setting.IGNORE_MIGRATION_PATTERNS.variable(),
                                        Setting.IGNORE_MIGRATION_PATTERNS.flag(),
                                        text,
                                        MigrationPattern.LEGAL));
            }
        }
        return patterns;
    }

    private Duration duration(Setting setting) {
        return Durations.parse(text(setting))
                .orElseGet(() -> {
                    problem(setting, "a duration such as 90s, 10m, 1h30m, 500ms or 0s");
                    return Duration.ZERO;
                });
    }

    private <E extends Enum<E>> E choice(Setting setting, E[] values) {
        String given = Spelling.normalized(text(setting));
        for (E value : values) {
            if (Spelling.normalized(value.name()).equals(given)) {
                return value;
            }
        }
        problem(setting, "one of " + setting.legal());
        return values[0];
    }

    private void problem(Setting setting, String expected) {
        problems.add(
                "%s (or %s) is \"%s\", which is not %s"
                        .formatted(setting.variable(), setting.flag(), text(setting), expected));
    }

    private static Optional<String> applicationName(Map<String, String> environment) {
        String namespace = environment.getOrDefault("POD_NAMESPACE", "").strip();
        String pod = environment.getOrDefault("POD_NAME", "").strip();
        if (namespace.isEmpty() || pod.isEmpty()) {
            return Optional.empty();
        }
        byte[] name = "migrate/%s/%s".formatted(namespace, pod).getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(name.length, APPLICATION_NAME_BYTES);
        return Optional.of(new String(name, 0, length, StandardCharsets.US_ASCII));
    }
}
