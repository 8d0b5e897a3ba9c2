package io.migrate.migrator.tls;

import java.io.IOException;

/// A certificate or key file that cannot be used. The message is a sentence without a full stop.
public final class UnusableFile extends IOException {
    private static final long serialVersionUID = 1;

    /// @param problem the file, what is wrong with it, and how to fix it
    UnusableFile(String problem) {
        super(problem);
    }
}
