package io.migrate.certs;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What is to be done about the certificates now. Ask again by wall clock, and after everything
/// that was done: timers that count elapsed time stand still while a machine is suspended.
///
/// Every replica asks for itself. Of what several of them want to store at once, the store takes
/// one only; the others read again and ask again.
public sealed interface Renewal {
    /// Nothing, before this instant or a change from elsewhere.
    record WaitUntil(Instant instant) implements Renewal {}

    /// Store these, and ask again: nothing is signed with what is not stored.
    record Store(Authorities authorities, Reason reason) implements Renewal {}

    /// Have this generation sign a new leaf.
    record SignLeaf(CertificateAuthority authority, Cause cause) implements Renewal {}

    /// Why authorities are stored.
    sealed interface Reason {
        /// What was stored is of no use, so here is a new one.
        record Founded(CertificateProblem flaw) implements Reason {}

        /// The next generation is announced to clients.
        record Announced() implements Reason {}

        /// Clients have trusted the next generation for long enough: it signs.
        record Promoted() implements Reason {}

        /// What has expired is taken out; what is still needed, or was damaged, is put back.
        record Tidied() implements Reason {}
    }

    /// Why a leaf is replaced.
    enum Cause {
        /// There is none yet.
        FIRST,
        /// Two thirds of its life are over.
        DUE,
        /// Its life is over: something kept it from being renewed in time.
        EXPIRED,
        /// Its life has not begun: the clock was set back.
        NOT_YET_VALID,
        /// Another generation of the authority signs now.
        OTHER_AUTHORITY
    }

    /// What is known when it is decided.
    ///
    /// @param stored the texts of [StoredAuthorities]; none if nothing is stored
    /// @param leaf what is served
    /// @param publications what clients trust
    /// @param now wall clock
    record Situation(
            Map<String, String> stored,
            Optional<Leaf> leaf,
            TrustPropagation publications,
            Instant now) {
        /// Leaves out what lies beside those texts.
        public Situation {
            var ours = new HashMap<>(stored);
            ours.keySet().retainAll(StoredAuthorities.NAMES);
            stored = Map.copyOf(ours);
        }
    }

    /// Decides.
    static Renewal decide(Situation situation, Lifetimes terms) {
        return new RenewalDecision(situation, terms).take();
    }
}
