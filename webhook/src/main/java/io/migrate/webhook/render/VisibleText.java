package io.migrate.webhook.render;

import java.util.regex.Pattern;

/// Keeps text of others, such as names in manifests, from acting on a terminal.
public final class VisibleText {
    /// Control, format and line separator characters, but not the highlighting of [Style].
    private static final Pattern HIDDEN =
            Pattern.compile("(?!\u001b\\[[0-9]{1,2}m)[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private static final Pattern HIDDEN_IN_LINES =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n\t]]");

    private VisibleText() {}

    /// The text without such characters, in one line.
    static String line(String text) {
        return HIDDEN.matcher(text).replaceAll("");
    }

    /// A message that may have several lines.
    public static String lines(String text) {
        return HIDDEN_IN_LINES.matcher(text).replaceAll("");
    }
}
