package io.migrate.migrator.settings;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads environment and arguments once, and reports everything that is wrong with them at once.
public final class SettingsParser {
    /// What PostgreSQL keeps of an `application_name`.
    private static final int APPLICATION_NAME_BYTES = 63;

    private final Arguments arguments;
    private final List<String> problems = new ArrayList<>();

    private SettingsParser(Arguments arguments) {
        this.arguments = arguments;
        problems.addAll(arguments.problems());
    }

    /// Parses.
    ///
    /// @param environment `MIGRATE_*`, and `POD_NAMESPACE` and `POD_NAME` for the application name
    /// @param arguments the command line; a flag goes before the variable of the same setting
    public static Request parse(Map<String, String> environment, List<String> arguments) {
        var read = Arguments.of(environment, arguments);
        if (read.asksHelp()) {
            return new Request.Help();
        }
        if (read.asksVersion()) {
            return new Request.Version();
        }
        var parser = new SettingsParser(read);
        Settings settings = parser.settings(environment);
        return parser.problems.isEmpty()
                ? new Request.Run(settings)
                : new Request.Wrong(List.copyOf(parser.problems));
    }

    private Settings settings(Map<String, String> environment) {
        List<String> searchPath = names(Setting.SEARCH_PATH);
        Command command = command();
        return new Settings(
                command,
                consent(command),
                Path.of(text(Setting.DIR)),
                choice(Setting.FORMAT, Choices.FormatName.values()),
                optional(Setting.TARGET),
                searchPath,
                optional(Setting.ROLE),
                new Settings.History(
                        optional(Setting.HISTORY_SCHEMA)
                                .or(() -> schema(searchPath))
                                .orElse("public"),
                        text(Setting.HISTORY_TABLE)),
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
                        choice(Setting.NEWER_SCHEMA, Choices.NewerSchema.values()),
                        choice(Setting.POOLER, Choices.Pooler.values()),
                        choice(Setting.EMPTY_SOURCE, Choices.EmptySource.values())),
                new Settings.Output(
                        optional(Setting.LOG_FORMAT)
                                .map(_ -> choice(Setting.LOG_FORMAT, Choices.LogFormat.values())),
                        choice(Setting.LOG_DETAIL, Choices.LogDetail.values()),
                        Path.of(text(Setting.TERMINATION_LOG))),
                applicationName(environment));
    }

    private Command command() {
        if (arguments.words().size() > 1) {
            problems.add(
                    "one command is expected, there are %d: %s"
                            .formatted(
                                    arguments.words().size(), String.join(" ", arguments.words())));
        }
        String word = arguments.words().isEmpty() ? "migrate" : arguments.words().getFirst();
        Optional<Command> command = Command.parse(word);
        if (command.isEmpty()) {
            problems.add(
                    "unknown command \"%s\"; legal are %s"
                            .formatted(
                                    word,
                                    Command.all().stream()
                                            .map(Command::text)
                                            .collect(joining(", "))));
        }
        return command.orElse(Command.PodCommand.MIGRATE);
    }

    private Choices.Consent consent(Command command) {
        boolean isGiven =
                command == Command.ShellCommand.DRY_RUN
                        ? arguments.saysYesOnThisDatabase()
                        : arguments.saysYes();
        return isGiven ? Choices.Consent.GIVEN : Choices.Consent.ASKED_FOR;
    }

    private String text(Setting setting) {
        return arguments.values().getOrDefault(setting, setting.standard());
    }

    private Optional<String> optional(Setting setting) {
        return Optional.of(text(setting)).filter(value -> !value.isEmpty());
    }

    private List<String> names(Setting setting) {
        return Stream.of(text(setting).split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// `"$user"` in a search path is no schema that could be named before connecting.
    private static Optional<String> schema(List<String> searchPath) {
        return searchPath.stream().filter(name -> !name.equals("$user")).findFirst();
    }

    private Duration duration(Setting setting) {
        return Durations.parse(text(setting))
                .orElseGet(() -> {
                    problem(setting, "a duration such as 90s, 10m, 1h30m, 500ms or 0s");
                    return Duration.ZERO;
                });
    }

    /// Upper and lower case and dashes make no difference: policies write `AdoptOnly`, annotations
    /// `golang-migrate`.
    private <E extends Enum<E>> E choice(Setting setting, E[] values) {
        String given = squeezed(text(setting));
        for (E value : values) {
            if (squeezed(value.name()).equals(given)) {
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

    private static String squeezed(String text) {
        return text.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
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
