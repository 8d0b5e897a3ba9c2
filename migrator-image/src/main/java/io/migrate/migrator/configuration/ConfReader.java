package io.migrate.migrator.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `flyway.conf`. The format is that of Java's properties with two differences: a backslash
/// is an ordinary character, except at the end of a line, which the next line continues unless that
/// is a setting of its own. Source: Flyway's ConfigUtils.loadConfigurationFromString.
final class ConfReader {
    private static final Pattern SETTING =
            Pattern.compile("([^\\s=:]+)[ \\t\\f]*(?:[=:][ \\t\\f]*)?(.*)", Pattern.DOTALL);

    private ConfReader() {}

    /// Reads a file; every text is one.
    static Entries read(String source, String text) {
        var entries = new ArrayList<Entry>();
        List<String> lines = text.lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            int first = i;
            var logical = new StringBuilder(lines.get(i));
            while (i + 1 < lines.size()
                    && endsWithBackslash(logical)
                    && continues(lines.get(i + 1))) {
                i++;
                logical.setLength(logical.length() - 1);
                logical.append(lines.get(i));
            }
            Matcher setting = SETTING.matcher(logical);
            if (!isComment(logical) && setting.matches()) {
                entries.add(new Entry(setting.group(1), setting.group(2), source, first + 1));
            }
        }
        return new Entries.Read(entries);
    }

    private static boolean endsWithBackslash(CharSequence line) {
        return !line.isEmpty() && line.charAt(line.length() - 1) == '\\';
    }

    private static boolean continues(String next) {
        return !next.isEmpty() && !(next.startsWith("flyway.") && next.contains("="));
    }

    private static boolean isComment(CharSequence line) {
        return line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == '!';
    }
}
