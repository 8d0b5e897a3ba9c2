package io.migrate.migrator.histories;

/// Texts as Flyway shortens them to fit its columns. Source: Flyway's AbbreviationUtils.
final class AbbreviatedColumns {
    private static final int DESCRIPTION = 200;
    private static final int SCRIPT = 1000;

    private AbbreviatedColumns() {}

    static String description(String text) {
        return text.length() <= DESCRIPTION ? text : text.substring(0, DESCRIPTION - 3) + "...";
    }

    static String script(String text) {
        return text.length() <= SCRIPT ? text : "..." + text.substring(3, SCRIPT);
    }
}
