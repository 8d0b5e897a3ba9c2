package io.migrate.webhook.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `migrate-webhook`: subcommands do the work.
@Command(
        name = "migrate-webhook",
        description = "Puts a database migration before the application of every annotated Pod.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = Serve.class,
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage.",
            "A Pod asks for its migration with the annotation migrate.io/enabled: \"true\"."
        })
public final class Main implements Runnable {
    /// The migrator's image of the same version as this webhook, unless told otherwise.
    static final String MIGRATOR_REPOSITORY = "ghcr.io/migrate-io/migrator";

    @Spec private CommandSpec spec;

    private Main() {}

    /// Starts; see `--help`.
    public static void main(String[] args) {
        int exit = new CommandLine(new Main()).execute(args);
        if (exit != 0) {
            System.exit(exit);
        }
    }

    /// Without a subcommand there is nothing to do: usage, and exit code 2.
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A subcommand is needed.");
    }

    /// The version that the build wrote into the jar.
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "migrate-webhook " + version(),
                "Java " + Runtime.version() + ", " + System.getProperty("os.arch")
            };
        }
    }
}
