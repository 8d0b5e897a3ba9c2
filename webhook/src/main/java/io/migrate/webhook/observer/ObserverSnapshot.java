package io.migrate.webhook.observer;

import io.migrate.webhook.migration.Phase;

import java.util.Map;

/// How it stands with all Pods at one moment.
///
/// @param watching whether all Pods are known and changes are being told
/// @param byPolicy of every policy that there is, also without a Pod
/// @param notInjected by namespace, how many Pods ask for a migration and go without
public record ObserverSnapshot(
        boolean watching,
        Map<Policy, Pods> byPolicy,
        Map<String, Integer> notInjected,
        Events events) {
    /// Copies what may change.
    public ObserverSnapshot {
        byPolicy = Map.copyOf(byPolicy);
        notInjected = Map.copyOf(notInjected);
    }

    /// A policy by its names.
    public record Policy(String namespace, String name) {}

    /// The Pods under it.
    ///
    /// @param stuck how many of them are not done though by their own timeouts they should be
    public record Pods(Map<Phase, Integer> byPhase, int stuck) {
        /// Copies what may change.
        public Pods {
            byPhase = Map.copyOf(byPhase);
        }
    }

    /// How many Events were written since the start, were not taken, and were not told because
    /// their Pod went too soon.
    public record Events(long written, long failed, long dropped) {}
}
