package io.migrate.migrator.tls;

import java.io.IOException;

/// A certificate or key that cannot be used. The message is a sentence for a person, without the
/// full stop.
public final class UnusableFile extends IOException {
    private static final long serialVersionUID = 1;

    /// @param problem what is wrong with which file, and the cure
    UnusableFile(String problem) {
        super(problem);
    }
}
