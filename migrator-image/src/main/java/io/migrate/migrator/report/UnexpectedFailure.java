package io.migrate.migrator.report;

/// The outcomes of a run that ended with a throwable that is not handled elsewhere.
public final class UnexpectedFailure {
    private UnexpectedFailure() {}

    /// The outcome of a bug, or of too little memory. It names the place of the exception and not
    /// its message, which may contain anything.
    public static Outcome of(Throwable e) {
        if (isOutOfMemory(e)) {
            return outOfMemory();
        }
        StackTraceElement[] trace = e.getStackTrace();
        return new Outcome.Failed(
                ExitCode.UNEXPECTED,
                "unexpected %s at %s."
                        .formatted(
                                e.getClass().getName(),
                                trace.length == 0 ? "an unknown place" : trace[0]),
                "This is a bug in the migrator; please report it.");
    }

    /// A class that could not be initialized names the error in its message only.
    private static boolean isOutOfMemory(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof OutOfMemoryError
                    || String.valueOf(t.getMessage()).contains(OutOfMemoryError.class.getName())) {
                return true;
            }
        }
        return false;
    }

    /// The outcome of a run without enough memory.
    public static Outcome outOfMemory() {
        return new Outcome.Failed(
                ExitCode.UNEXPECTED,
                "the heap of %d MiB is too small."
                        .formatted(Runtime.getRuntime().maxMemory() >> 20),
                "Give the migrator more memory (migrator.resources in the policy), or split the"
                        + " largest file: the migrator holds at least two copies of it in memory,"
                        + " and the rows and messages that its statements return.");
    }
}
