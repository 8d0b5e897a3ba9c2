package io.migrate.migrator.settings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The settings as text: the environment, overridden by flags, `--flag value` or `--flag=value`.
///
/// @param values as written; a setting that is absent or empty is not in it
/// @param commands the arguments that are neither flags nor values
/// @param switches the flags without a value
/// @param problems sentences
record Arguments(
        Map<Setting, String> values,
        List<String> commands,
        Set<Switch> switches,
        List<String> problems) {
    private static final Map<String, Setting> FLAGS =
            Stream.of(Setting.values())
                    .collect(Collectors.toUnmodifiableMap(Setting::flag, setting -> setting));

    /// A flag without a value.
    enum Switch {
        HELP("--help", "-h"),
        VERSION("--version", "-V"),
        YES("--yes", "--yes"),
        COMPLETED("--completed", "--completed"),
        YES_ON_THIS_DATABASE("--yes-on-this-database", "--yes-on-this-database");

        private final String flag;
        private final String shortFlag;

        Switch(String flag, String shortFlag) {
            this.flag = flag;
            this.shortFlag = shortFlag;
        }

        private static Optional<Switch> of(String argument) {
            return Stream.of(values())
                    .filter(each -> argument.equals(each.flag) || argument.equals(each.shortFlag))
                    .findFirst();
        }
    }

    static Arguments of(Map<String, String> environment, List<String> arguments) {
        var result =
                new Arguments(
                        new EnumMap<>(Setting.class),
                        new ArrayList<>(),
                        EnumSet.noneOf(Switch.class),
                        new ArrayList<>());
        for (Setting setting : Setting.values()) {
            String value = environment.getOrDefault(setting.variable(), "").strip();
            if (!value.isEmpty()) {
                result.values.put(setting, value);
            }
        }
        for (int i = 0; i < arguments.size(); i++) {
            i += result.add(arguments.get(i), arguments.subList(i + 1, arguments.size()));
        }
        result.rejectUrls();
        return result;
    }

    boolean has(Switch flag) {
        return switches.contains(flag);
    }

    /// Adds an argument.
    ///
    /// @param following the arguments after it
    /// @return how many of those belong to it: 1 if the next one is its value, else 0
    private int add(String argument, List<String> following) {
        Optional<Switch> flagWithoutValue = Switch.of(argument);
        if (flagWithoutValue.isPresent()) {
            switches.add(flagWithoutValue.get());
            return 0;
        }
        if (!argument.startsWith("-")) {
            commands.add(argument);
            return 0;
        }
        int equals = argument.indexOf('=');
        String flag = equals < 0 ? argument : argument.substring(0, equals);
        Optional<Setting> setting = Optional.ofNullable(FLAGS.get(flag));
        if (setting.isEmpty()) {
            problems.add(unknown(flag));
            return equals < 0 && !following.isEmpty() && !isFlagOrCommand(following.getFirst())
                    ? 1
                    : 0;
        }
        if (equals >= 0) {
            values.put(setting.get(), argument.substring(equals + 1).strip());
            return 0;
        }
        if (following.isEmpty()) {
            problems.add("%s needs a value: %s".formatted(flag, setting.get().legal()));
            return 0;
        }
        values.put(setting.get(), following.getFirst().strip());
        return 1;
    }

    /// Rejects URLs of a database in the wrong place. They are not repeated, as they may hold a
    /// password.
    private void rejectUrls() {
        for (Setting setting : Setting.values()) {
            // The value of a placeholder may be a URL.
            if (setting != Setting.PLACEHOLDERS && isUrl(values.getOrDefault(setting, ""))) {
                values.remove(setting);
                problems.add(
                        "%s (or %s) is a URL; set the URL of the database in DATABASE_URL"
                                .formatted(setting.variable(), setting.flag()));
            }
        }
        if (commands.removeIf(Arguments::isUrl)) {
            problems.add(
                    "a URL is not a command; set the URL of the database in DATABASE_URL, as"
                            + " arguments are visible to every user of the machine");
        }
    }

    private static boolean isUrl(String text) {
        return text.contains("://") || text.contains("password=");
    }

    /// Whether an argument cannot be the value of an unknown flag before it.
    private static boolean isFlagOrCommand(String argument) {
        return argument.startsWith("-")
                || Command.all().stream().anyMatch(each -> each.text().equalsIgnoreCase(argument));
    }

    private static String unknown(String flag) {
        if (flag.equals("--url") || flag.equals("--database-url")) {
            return "%s: there is no flag for the URL, as arguments are visible to every user of the machine; set DATABASE_URL or DATABASE_URL_FILE"
                    .formatted(flag);
        }
        return "unknown flag %s; for the supported flags, run --help"
                .formatted(isUrl(flag) ? "with a URL" : flag);
    }
}
