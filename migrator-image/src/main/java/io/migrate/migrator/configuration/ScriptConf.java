package io.migrate.migrator.configuration;

import java.util.regex.Pattern;

/// The configuration of one script of Flyway, in a file beside it: `V1__a.sql.conf`.
public final class ScriptConf {
    private static final Pattern NO_PLACEHOLDERS =
            Pattern.compile(
                    "(?m)^[ \\t]*placeholderReplacement[ \\t]*[=:]?[ \\t]*false[ \\t]*\\r?$");

    private ScriptConf() {}

    /// Whether placeholders in the script are replaced.
    public static boolean replacesPlaceholders(String conf) {
        return !NO_PLACEHOLDERS.matcher(conf).find();
    }
}
