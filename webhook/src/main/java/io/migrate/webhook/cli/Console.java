package io.migrate.webhook.cli;

import io.migrate.webhook.render.Style;

import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

import java.util.List;

/// The two streams of a command. Results are written whole and last, or not at all.
record Console(CommandSpec command) {
    /// Something a person should know, on standard error.
    void warn(String line) {
        say("warning: " + line);
    }

    /// Something that is wrong, on standard error.
    void say(String line) {
        command.commandLine().getErr().println(line);
    }

    /// Colours are for a terminal, and only if its owner has not declined them.
    Style style() {
        return command.commandLine().getColorScheme().ansi().enabled()
                ? Style.COLOURED
                : Style.PLAIN;
    }

    /// What was given cannot be read.
    int broken(List<String> lines) {
        lines.forEach(this::say);
        return ExitCode.USAGE;
    }

    /// The result, on standard output.
    ///
    /// @return the exit code: a full disk must not look like success
    int write(String text) {
        var out = command.commandLine().getOut();
        out.print(text);
        out.flush();
        if (out.checkError()) {
            say("standard output cannot be written to");
            return ExitCode.SOFTWARE;
        }
        return ExitCode.OK;
    }
}
