package io.migrate.migrator.settings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The raw texts: environment first, flags over it. `--flag value` and `--flag=value`.
///
/// @param values as written; a setting that is absent or empty is not in it
/// @param words what is no flag: the command
/// @param asksHelp `--help` is there
/// @param asksVersion `--version` is there
/// @param saysYes `--yes` is there
/// @param saysYesOnThisDatabase `--yes-on-this-database` is there
/// @param problems sentences
record Arguments(
        Map<Setting, String> values,
        List<String> words,
        boolean asksHelp,
        boolean asksVersion,
        boolean saysYes,
        boolean saysYesOnThisDatabase,
        List<String> problems) {

    private static final List<String> HELP = List.of("--help", "-h");
    private static final List<String> VERSION = List.of("--version", "-V");
    private static final String YES = "--yes";
    private static final String YES_ON_THIS_DATABASE = "--yes-on-this-database";

    static Arguments of(Map<String, String> environment, List<String> arguments) {
        var values = new EnumMap<Setting, String>(Setting.class);
        var flags = new HashMap<String, Setting>();
        var problems = new ArrayList<String>();
        for (Setting setting : Setting.values()) {
            flags.put(setting.flag(), setting);
            String value = environment.getOrDefault(setting.variable(), "").strip();
            if (!value.isEmpty()) {
                values.put(setting, value);
            }
        }
        var words = new ArrayList<String>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-")
                    || HELP.contains(argument)
                    || VERSION.contains(argument)
                    || argument.equals(YES)
                    || argument.equals(YES_ON_THIS_DATABASE)) {
                words.add(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String flag = equals < 0 ? argument : argument.substring(0, equals);
            Optional<Setting> setting = Optional.ofNullable(flags.get(flag));
            if (setting.isEmpty()) {
                problems.add(unknown(flag));
                boolean hasValue =
                        equals < 0 && i + 1 < arguments.size() && !isWord(arguments.get(i + 1));
                i += hasValue ? 1 : 0;
            } else if (equals >= 0) {
                values.put(setting.get(), argument.substring(equals + 1).strip());
            } else if (i + 1 < arguments.size()) {
                i++;
                values.put(setting.get(), arguments.get(i).strip());
            } else {
                problems.add("%s needs a value: %s".formatted(flag, setting.get().legal()));
            }
        }
        misplaced(values, words, problems);
        return new Arguments(
                values,
                words.stream().filter(word -> !word.startsWith("-")).toList(),
                words.stream().anyMatch(HELP::contains),
                words.stream().anyMatch(VERSION::contains),
                words.contains(YES),
                words.contains(YES_ON_THIS_DATABASE),
                problems);
    }

    /// The database's URL where it does not belong: it is not repeated, as its password would be.
    private static void misplaced(
            Map<Setting, String> values, List<String> words, List<String> problems) {
        for (Setting setting : Setting.values()) {
            if (holdsUrl(values.getOrDefault(setting, ""))) {
                values.remove(setting);
                problems.add(
                        "%s (or %s) holds a URL; that of the database belongs into DATABASE_URL"
                                .formatted(setting.variable(), setting.flag()));
            }
        }
        if (words.removeIf(Arguments::holdsUrl)) {
            problems.add(
                    "a URL is no command; that of the database belongs into DATABASE_URL, as"
                            + " arguments are visible to everyone on the machine");
        }
    }

    private static boolean holdsUrl(String text) {
        return text.contains("://") || text.contains("password=");
    }

    /// Rather a flag or a command than the value of the flag before it.
    private static boolean isWord(String argument) {
        return argument.startsWith("-")
                || Command.all().stream().anyMatch(each -> each.text().equalsIgnoreCase(argument));
    }

    private static String unknown(String flag) {
        if (flag.equals("--url") || flag.equals("--database-url")) {
            return "%s: there is no flag for the URL, as arguments are visible to everyone on the"
                            .formatted(flag)
                    + " machine; set DATABASE_URL or DATABASE_URL_FILE";
        }
        return "unknown flag %s; --help lists them"
                .formatted(holdsUrl(flag) ? "with a URL in it" : flag);
    }
}
