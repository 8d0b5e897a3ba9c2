package io.migrate.migrator;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.report.DriverLog;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.settings.Choices;

import java.io.Console;
import java.io.PrintStream;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The process: reads the environment and the arguments, runs the command and exits with its code.
public final class Main {
    private Main() {}

    static void main(String[] arguments) {
        disableDnsCache();
        DriverLog.silence();
        Choices.LogFormat format = byTerminal();
        RunReport report = Invocation.report(System.getenv(), System.out, format);
        var cancellation = new Cancellation(report::abandon);
        if (SignalHook.of(cancellation).isPresent()) {
            var invocation =
                    new Invocation(System.getenv(), System.out, format, cancellation, report);
            end(invocation, cancellation, List.of(arguments));
        }
        // Otherwise a signal came before: the process is ending, and nothing has begun.
    }

    /// Runs the program and exits the process with its code.
    static void end(Invocation invocation, Cancellation cancellation, List<String> arguments) {
        int code = ExitCode.UNEXPECTED.code();
        try {
            code = invocation.run(arguments);
        } finally {
            cancellation.finish();
        }
        System.exit(code);
    }

    /// Disables the DNS cache of Java. Each attempt must resolve the host name, because an address
    /// may change after a failover. The image sets this property in its `java.security`; setting it
    /// here takes 20 ms, because Java logs the change and searches every JAR file for a logger.
    static void disableDnsCache() {
        disableDnsCache("networkaddress.cache.ttl");
        disableDnsCache("networkaddress.cache.negative.ttl");
    }

    private static void disableDnsCache(String property) {
        if (!"0".equals(Security.getProperty(property))) {
            Security.setProperty(property, "0");
        }
    }

    /// The format of the log, unless it is set.
    static Choices.LogFormat byTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? Choices.LogFormat.TEXT
                : Choices.LogFormat.JSON;
    }

    /// Runs the program and returns its exit code instead of exiting the process.
    ///
    /// @param environment the environment variables
    /// @param arguments the command line
    /// @param out receives the log (JSON unless set otherwise), the help and the version
    /// @param cancellation cancels the run
    /// @return the exit code
    public static int run(
            Map<String, String> environment,
            List<String> arguments,
            PrintStream out,
            Cancellation cancellation) {
        Choices.LogFormat format = Choices.LogFormat.JSON;
        RunReport report = Invocation.report(environment, out, format);
        return new Invocation(environment, out, format, cancellation, report).run(arguments);
    }

    /// Looks quickly whether the program has nothing to do; if so, it says the same as [#run].
    ///
    /// @return the exit code
    static Optional<Integer> look(
            Map<String, String> environment, List<String> arguments, PrintStream out) {
        Choices.LogFormat format = Choices.LogFormat.JSON;
        RunReport report = Invocation.report(environment, out, format);
        return new Invocation(environment, out, format, new Cancellation(), report).look(arguments);
    }
}
