package io.migrate.webhook.render;

/// How text for a person is set off.
public enum Style {
    PLAIN,
    COLOURED;

    private static final String ESCAPE = "\u001b[";

    String bold(String text) {
        return with("1", text);
    }

    public String dim(String text) {
        return with("2", text);
    }

    public String good(String text) {
        return with("32", text);
    }

    public String bad(String text) {
        return with("31", text);
    }

    String warning(String text) {
        return with("33", text);
    }

    private String with(String code, String text) {
        return switch (this) {
            case PLAIN -> text;
            case COLOURED -> ESCAPE + code + "m" + text + ESCAPE + "0m";
        };
    }
}
