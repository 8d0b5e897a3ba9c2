package io.migrate.certs;

import java.time.Instant;

/// What is to be done about the certificates now. Ask again by wall clock, every minute say: timers
/// that count elapsed time stand still while a machine is suspended.
public sealed interface Renewal {
    /// Nothing before this instant.
    record KeepUntil(Instant instant) implements Renewal {}

    /// Have the authority sign a new leaf.
    record RenewLeaf(Cause cause) implements Renewal {}

    /// Make a new generation of the authority, and then a leaf of its.
    record RenewAuthority(Cause cause) implements Renewal {}

    /// Why.
    enum Cause {
        /// Two thirds of its life are over.
        DUE,
        /// Its life is over: something kept it from being renewed in time.
        EXPIRED,
        /// Its life has not begun: the clock was set back.
        NOT_YET_VALID,
        /// Another generation of the authority signed the leaf.
        OTHER_AUTHORITY
    }

    /// Decides. The authority comes first, since its leaves go with it.
    ///
    /// @param authority the generation that signs
    /// @param leaf what is served
    /// @param now wall clock
    static Renewal decide(CertificateAuthority authority, Leaf leaf, Instant now) {
        return switch (Age.of(authority.lifetime(), now)) {
            case Age.Over(Cause cause) -> new RenewAuthority(cause);
            case Age.Fresh(Instant authorityUntil) ->
                    switch (Age.of(leaf.lifetime(), now)) {
                        case Age.Over(Cause cause) -> new RenewLeaf(cause);
                        case Age.Fresh _ when !leaf.isSignedBy(authority) ->
                                new RenewLeaf(Cause.OTHER_AUTHORITY);
                        case Age.Fresh(Instant leafUntil) ->
                                new KeepUntil(
                                        leafUntil.isBefore(authorityUntil)
                                                ? leafUntil
                                                : authorityUntil);
                    };
        };
    }
}
