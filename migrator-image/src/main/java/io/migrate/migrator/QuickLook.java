package io.migrate.migrator;

import io.migrate.migrator.connection.Cancellation;
import io.migrate.migrator.report.DriverLog;
import io.migrate.migrator.settings.Choices;

import java.util.List;
import java.util.Optional;

/// The process as it starts in the image. It looks quickly whether there is nothing to do, with an
/// AOT cache that holds only that. Otherwise it becomes the process of [Main], with the cache for
/// everything else: see ADR 55.
final class QuickLook {
    /// The file with Java's options for [Main]. Without it, the run follows in this Java.
    private static final String OPTIONS = System.getProperty("migrate.options", "");

    private QuickLook() {}

    static void main(String[] given) {
        // Before the first lookup, after which it has no effect.
        Main.disableDnsCache();
        List<String> arguments = List.of(given);
        Choices.LogFormat format = Main.byTerminal();
        RunReport report = Invocation.report(System.getenv(), System.out, format);
        var cancellation = new Cancellation(report::abandon);
        Optional<SignalHook> hook = SignalHook.of(cancellation);
        if (hook.isEmpty()) {
            // A signal came before: the process is ending, and nothing has begun.
            return;
        }
        var invocation = new Invocation(System.getenv(), System.out, format, cancellation, report);
        Optional<Integer> code = invocation.look(arguments);
        if (code.isPresent()) {
            // Unlike exit, it does not look for a logger.
            Runtime.getRuntime().halt(code.get());
        }
        if (!OPTIONS.isEmpty()) {
            Handover handover = Handover.to(OPTIONS, arguments);
            // A signal that came before ends this process, whose run reports that.
            if (hook.get().remove()) {
                handover.execute();
                // The system refused: the run follows here.
                hook = SignalHook.of(cancellation);
            }
        }
        DriverLog.silence();
        Main.end(invocation, cancellation, arguments);
    }
}
