package io.migrate.certs;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The next action for the certificates. Decide again after every action, based on the wall clock:
/// timers that count elapsed time stop while a machine is suspended.
///
/// Every replica decides for itself. If several replicas store at once, one write succeeds; the
/// others read again and decide again.
public sealed interface Renewal {
    /// Do nothing until this instant or an external change.
    record WaitUntil(Instant instant) implements Renewal {}

    /// Store these authorities and decide again: only stored authorities sign.
    record Store(Authorities authorities, Reason reason) implements Renewal {}

    /// Sign a new leaf with this generation.
    record SignLeaf(CertificateAuthority authority, Cause cause) implements Renewal {}

    /// Why authorities must be stored.
    sealed interface Reason {
        /// The stored authority was missing or unusable, and a new one replaces it.
        record Created(CertificateProblem problem) implements Reason {}

        /// The next generation is added to the bundle that clients trust.
        record NextPublished() implements Reason {}

        /// Clients have trusted the next generation for the lead time, and it becomes the signing
        /// one.
        record NextPromoted() implements Reason {}

        /// Expired certificates are removed; needed or damaged ones are restored.
        record BundleUpdated() implements Reason {}
    }

    /// Why a leaf is signed.
    enum Cause {
        /// There is no leaf yet.
        FIRST,
        /// Two thirds of its lifetime have passed.
        DUE,
        /// It has expired: something prevented its renewal.
        EXPIRED,
        /// It is not valid yet: the clock was set back.
        NOT_YET_VALID,
        /// A different generation of the authority signs now.
        OTHER_AUTHORITY
    }

    /// The input of a decision.
    ///
    /// @param stored the texts of [StoredAuthorities]; none if nothing is stored
    /// @param leaf what is served
    /// @param propagation the certificates that clients trust
    /// @param now wall clock
    record Input(
            Map<String, String> stored,
            Optional<Leaf> leaf,
            TrustPropagation propagation,
            Instant now) {
        /// Drops unrelated entries.
        public Input {
            var known = new HashMap<>(stored);
            known.keySet().retainAll(StoredAuthorities.NAMES);
            stored = Map.copyOf(known);
        }
    }

    /// Returns the next action.
    static Renewal decide(Input input, Lifetimes lifetimes) {
        return new RenewalDecision(input, lifetimes).decide();
    }
}
