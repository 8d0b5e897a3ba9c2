package io.migrate.webhook.cli;

import io.migrate.webhook.render.Style;
import io.migrate.webhook.render.VisibleText;

import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

import java.util.function.ToIntFunction;

/// The output streams of a command. Results are written to standard output, whole and last, or not
/// at all.
record Console(CommandSpec command) {
    /// Writes a warning to standard error.
    void warn(String line) {
        error("warning: " + line);
    }

    /// Writes an error to standard error.
    void error(String line) {
        command.commandLine().getErr().println(VisibleText.lines(line));
    }

    /// Colors, if the output is a terminal whose user has not turned them off.
    Style style() {
        return command.commandLine().getColorScheme().ansi().enabled()
                ? Style.COLORED
                : Style.PLAIN;
    }

    /// Continues with the content of files, or writes their problems to standard error.
    ///
    /// @return the exit code
    <T> int with(ReadResult<T> result, ToIntFunction<T> next) {
        return switch (result) {
            case ReadResult.Valid<T>(var content) -> next.applyAsInt(content);
            case ReadResult.Invalid<T>(var problems) -> {
                problems.forEach(this::error);
                yield ExitCode.USAGE;
            }
        };
    }

    /// Writes the result to standard output.
    ///
    /// @return the exit code: 1 if it could not be written, as on a full disk
    int write(String text) {
        var out = command.commandLine().getOut();
        out.print(text);
        out.flush();
        if (out.checkError()) {
            error("cannot write to standard output");
            return ExitCode.SOFTWARE;
        }
        return ExitCode.OK;
    }
}
