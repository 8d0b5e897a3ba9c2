package io.migrate.migrator.formats;

/// Drizzle cuts a file at a marker and sends each chunk by itself; a chunk's last statement need
/// not end in `;`. Flyway reads the file as a whole, so each marker becomes a `;` in its place.
final class DrizzleBreakpoints {
    private static final String MARKER = "--> statement-breakpoint";

    private DrizzleBreakpoints() {}

    /// The same statements, separated by `;`, each on the line where it is in the file.
    static String toStatements(String text) {
        var statements = new StringBuilder(text.length());
        int start = 0;
        for (int at = text.indexOf(MARKER); at >= 0; at = text.indexOf(MARKER, start)) {
            String chunk = text.substring(start, at);
            statements.append(chunk);
            if (!chunk.isBlank() && !chunk.stripTrailing().endsWith(";")) {
                // In a line comment a `;` would be swallowed; a new line ends the comment first.
                statements.append(endsInLineComment(chunk) ? "\n;" : ";");
            }
            start = at + MARKER.length();
        }
        return statements.append(text, start, text.length()).toString();
    }

    private static boolean endsInLineComment(String chunk) {
        return chunk.substring(chunk.lastIndexOf('\n') + 1).contains("--");
    }
}
