package io.migrate.migrator;

import org.opentest4j.TestAbortedException;

/// A test that needs more than a JDK, where that is absent: it skips itself and says so, unless
/// `MIGRATE_IO_NO_SKIPS` is set.
final class MissingProgram {
    private MissingProgram() {}

    /// Ends the test.
    ///
    /// @param missing what is, and how to have it
    /// @return to be thrown
    static RuntimeException skip(String missing) {
        if (System.getenv("MIGRATE_IO_NO_SKIPS") != null) {
            return new IllegalStateException(missing);
        }
        System.err.println("SKIPPED: " + missing);
        return new TestAbortedException(missing);
    }
}
