package io.migrate.webhook.cli;

import io.migrate.webhook.render.VisibleText;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// `migrate-webhook`, with its subcommands.
@Command(
        name = "migrate-webhook",
        description =
                "Injects a database migration into every annotated Pod, before its application"
                        + " starts.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            Serve.class,
            Observe.class,
            Inject.class,
            Uninject.class,
            Explain.class,
            Doctor.class
        },
        footer = {
            "",
            "Exit codes: 0 success, 1 failure or refusal, 2 invalid usage.",
            "A Pod asks for its migration with the annotation migrate.io/enabled: \"true\"."
        })
public final class Main implements Runnable {
    @Spec private CommandSpec spec;

    private Main() {}

    /// Runs a subcommand; see `--help`.
    public static void main(String[] args) {
        int exit =
                commandLine()
                        .setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8))
                        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                        .execute(args);
        if (exit != 0) {
            System.exit(exit);
        }
    }

    /// The whole command line. Its streams must be UTF-8, whatever the terminal is: manifests are.
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::invalidUsage)
                .setExecutionExceptionHandler(Main::failed);
    }

    /// Without a subcommand, the usage is invalid.
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Specify a subcommand.");
    }

    /// Prints the error and how to get help; the whole usage would hide the error.
    private static int invalidUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(VisibleText.lines(e.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.printf("Try: %s --help%n", command.getCommandSpec().qualifiedName());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /// Prints an I/O error in one line; any other exception is a bug and keeps its stack trace.
    private static int failed(Exception e, CommandLine command, ParseResult parsed)
            throws Exception {
        if (e instanceof IOException) {
            command.getErr()
                    .printf(
                            "migrate-webhook: %s: %s%n",
                            e.getClass().getSimpleName(),
                            VisibleText.lines(String.valueOf(e.getMessage())));
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        throw e;
    }
}
