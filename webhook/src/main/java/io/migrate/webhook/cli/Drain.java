package io.migrate.webhook.cli;

import java.time.Duration;

/// How a replica keeps serving after SIGTERM.
///
/// @param ready how long it stays ready: if all replicas are deleted at once, they serve until
///   others have started
/// @param unready how long it then serves, until API servers no longer connect
record Drain(Duration ready, Duration unready) {
    /// kubelet notices after two probes, within four seconds; kube-proxy changes its rules once a
    /// second.
    private static final Duration NOTICE = Duration.ofSeconds(6);

    /// Returns how to spend this time. If it is short, the replica becomes unready at once.
    static Drain of(Duration whole) {
        Duration unready = whole.compareTo(NOTICE) < 0 ? whole : NOTICE;
        return new Drain(whole.minus(unready), unready);
    }

    Duration whole() {
        return ready.plus(unready);
    }
}
