package io.migrate.webhook.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// `migrate-webhook`: subcommands do the work.
@Command(
        name = "migrate-webhook",
        description = "Puts a database migration before the application of every annotated Pod.",
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
            "Exit codes: 0 done, 1 failed or refused, 2 wrong usage.",
            "A Pod asks for its migration with the annotation migrate.io/enabled: \"true\"."
        })
public final class Main implements Runnable {
    @Spec private CommandSpec spec;

    private Main() {}

    /// Starts; see `--help`.
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

    /// The whole command line. Give it streams of UTF-8: that is what manifests are, whatever the
    /// terminal is.
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failed);
    }

    /// Without a subcommand there is nothing to do: usage, and exit code 2.
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A subcommand is needed.");
    }

    /// What is wrong, and where to read on; the whole usage would hide it.
    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.printf("Try: %s --help%n", command.getCommandSpec().qualifiedName());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /// A file that cannot be read or written is the user's to mend; all else is a bug of ours.
    private static int failed(Exception e, CommandLine command, ParseResult parsed)
            throws Exception {
        if (e instanceof IOException) {
            command.getErr()
                    .printf(
                            "migrate-webhook: %s: %s%n",
                            e.getClass().getSimpleName(), e.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        throw e;
    }
}
