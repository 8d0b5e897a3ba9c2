package io.migrate.migrator.report;

import java.io.PrintStream;

/// Prints the output of a command for people: each text is one line, without known secrets, and its
/// control characters are visible.
///
/// @param out receives the lines
public record LinePrinter(PrintStream out, Redaction redaction) {
    /// Prints one line.
    public void print(String text) {
        out.println(VisibleText.line(redaction.of(text)));
    }
}
