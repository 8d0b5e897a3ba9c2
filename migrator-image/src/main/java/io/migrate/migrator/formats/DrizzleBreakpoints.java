package io.migrate.migrator.formats;

/// Converts Drizzle's breakpoints. Drizzle splits a file at them and sends each chunk by itself, so
/// that a chunk's last statement need not end in `;`. Flyway reads the file as a whole, so a `;`
/// takes the place of each breakpoint.
final class DrizzleBreakpoints {
    private static final String MARKER = "--> statement-breakpoint";

    private DrizzleBreakpoints() {}

    /// The same statements, separated by `;`, each on the line where the file has it.
    static String toStatements(String text) {
        var statements = new StringBuilder(text.length());
        int start = 0;
        for (int at = text.indexOf(MARKER); at >= 0; at = text.indexOf(MARKER, start)) {
            String chunk = text.substring(start, at);
            statements.append(chunk);
            if (!chunk.isBlank() && !chunk.stripTrailing().endsWith(";")) {
                // In a line comment the `;` would have no effect; a line break ends the comment
                // first.
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
