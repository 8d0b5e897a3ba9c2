package io.migrate.migrator.report;

import java.util.logging.Level;
import java.util.logging.Logger;

/// The log of the driver. A quick look does without the driver and without Java's logging.
public final class DriverLog {
    /// A strong reference, because java.util.logging holds loggers weakly.
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    private DriverLog() {}

    /// Silences the driver.
    public static void silence() {
        DRIVER.setLevel(Level.OFF);
    }
}
