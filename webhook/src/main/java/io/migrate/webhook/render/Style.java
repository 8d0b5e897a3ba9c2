package io.migrate.webhook.render;

/// The highlighting of text output.
public enum Style {
    PLAIN,
    COLORED;

    private static final String ESCAPE = "\u001b[";

    String bold(String text) {
        return with("1", text);
    }

    /// Returns the text in the style of secondary information.
    public String dim(String text) {
        return with("2", text);
    }

    /// Returns the text in the style of a success.
    public String good(String text) {
        return with("32", text);
    }

    /// Returns the text in the style of an error.
    public String bad(String text) {
        return with("31", text);
    }

    String warning(String text) {
        return with("33", text);
    }

    private String with(String code, String text) {
        return switch (this) {
            case PLAIN -> text;
            case COLORED -> ESCAPE + code + "m" + text + ESCAPE + "0m";
        };
    }
}
