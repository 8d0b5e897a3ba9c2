package io.migrate.webhook.observer;

import java.util.Map;

/// What the observer knows at one moment: everything that its metrics report, except ended runs.
///
/// @param isWatching whether all Pods are known and their changes arrive
/// @param byPolicy every policy that exists, including policies without Pods
/// @param notInjected by namespace, how many Pods ask for a migration and were not injected
public record ObserverSnapshot(
        boolean isWatching,
        Map<PolicyKey, PodCounts> byPolicy,
        Map<String, Integer> notInjected,
        Events events) {
    /// The snapshot before anything is known.
    public static final ObserverSnapshot EMPTY =
            new ObserverSnapshot(false, Map.of(), Map.of(), new Events(0, 0, 0));

    /// Copies the maps.
    public ObserverSnapshot {
        byPolicy = Map.copyOf(byPolicy);
        notInjected = Map.copyOf(notInjected);
    }

    /// Numbers of Events since the start.
    ///
    /// @param failed how many the API server did not accept
    /// @param dropped how many Pods were deleted before their Events were written
    public record Events(long written, long failed, long dropped) {}

    /// Returns a copy with another value.
    public ObserverSnapshot withWatching(boolean isWatching) {
        return new ObserverSnapshot(isWatching, byPolicy, notInjected, events);
    }

    /// Returns a copy with other counts.
    public ObserverSnapshot withPods(Map<PolicyKey, PodCounts> byPolicy) {
        return new ObserverSnapshot(isWatching, byPolicy, notInjected, events);
    }

    /// Returns a copy with other counts.
    public ObserverSnapshot withNotInjected(Map<String, Integer> notInjected) {
        return new ObserverSnapshot(isWatching, byPolicy, notInjected, events);
    }

    /// Returns a copy with other counts.
    public ObserverSnapshot withEvents(Events events) {
        return new ObserverSnapshot(isWatching, byPolicy, notInjected, events);
    }
}
