package io.migrate.migrator.protocol;

/// The question has no certain answer, and nothing may be concluded from that: neither that the
/// server cannot be reached nor that it refuses. Its message is for debugging; it contains no
/// secret and nothing that the server wrote.
public final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    Unanswered(String reason) {
        super(reason, null, false, false);
    }
}
