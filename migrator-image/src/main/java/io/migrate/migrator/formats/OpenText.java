package io.migrate.migrator.formats;

/// SQL that is put together line by line, and whether its last statement may lack a `;`.
final class OpenText {
    private final StringBuilder text = new StringBuilder();
    private char last = ';';

    void append(String piece) {
        text.append(piece);
        String visible = piece.stripTrailing();
        last = visible.isEmpty() ? last : visible.charAt(visible.length() - 1);
    }

    /// Ends the last statement.
    void close() {
        if (last != ';') {
            append(";");
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
