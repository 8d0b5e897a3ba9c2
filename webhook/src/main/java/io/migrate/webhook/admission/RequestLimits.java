package io.migrate.webhook.admission;

/// The limits of the server, in one place. `docs/limits.md` states them.
final class RequestLimits {
    /// Bytes. An API server accepts requests of 3 MiB; a review may contain the object twice, and
    /// escaped.
    static final int MAX_BODY = 8 * 1024 * 1024;

    /// Bytes. Larger bodies are handled apart: see {@link RequestBodies} and {@link LargeReviews}.
    static final int SMALL_BODY = 64 * 1024;

    /// The time for a request to arrive and be answered: as long as API servers wait for a webhook.
    static final long REQUEST_MILLIS = 10_000;

    /// The time for a TLS handshake, which is the same for API servers.
    static final long HANDSHAKE_SECONDS = 10;

    /// For how long no body has to give up its memory for another.
    static final long PATIENCE_MILLIS = 1000;

    /// More event loops would need more memory and answer no faster: two of them answer over a
    /// thousand reviews a second.
    static final int MAX_EVENT_LOOPS = 4;

    /// Connections of the whole process with a complete TLS handshake. Each takes some KiB.
    static final int MAX_CONNECTIONS = 1024;

    /// Connections of the whole process, with or without one.
    static final int MAX_SOCKETS = 2 * MAX_CONNECTIONS;

    private static final long HEAP = Runtime.getRuntime().maxMemory();

    /// Bytes of all small bodies at once.
    static final long SMALL_BODIES = HEAP / 16;

    /// Bytes of all large bodies at once.
    static final long LARGE_BODIES = Math.max(2L * MAX_BODY, HEAP / 8);

    /// Bytes of the heap for the tree of one review, roughly: see {@link ReviewTree}.
    static final long MAX_TREE = HEAP / 6;

    private RequestLimits() {}
}
