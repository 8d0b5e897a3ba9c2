package io.migrate.webhook.render;

/// How text for people is highlighted.
public enum Style {
    PLAIN,
    COLORED;

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
            case COLORED -> ESCAPE + code + "m" + text + ESCAPE + "0m";
        };
    }
}
