package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Gives each migration of another tool its Flyway version. Persisted: a golden test freezes it.
///
/// A migration that has been seen keeps what its row says. Any other gets its natural version;
/// where that is missing or not above those before it, the number of the one before with `.1`,
/// `.2`, … appended, the first that is above it and that nobody has.
final class Versions {
    private Versions() {}

    /// One migration, in the tool's order.
    ///
    /// @param recorded what its row says; empty: it has not been seen yet
    /// @param natural its own number; empty if its tool gives none
    record Claim(Optional<Version> recorded, Optional<Version> natural) {}

    /// The versions of all, in the same order.
    static List<Version> assign(List<Claim> claims) {
        Set<Version> taken = new HashSet<>();
        claims.forEach(claim -> claim.recorded().ifPresent(taken::add));
        var versions = new ArrayList<Version>();
        Version highest = Version.of(0);
        for (Claim claim : claims) {
            Version version;
            if (claim.recorded().isPresent()) {
                version = claim.recorded().get();
            } else {
                version = fresh(claim.natural(), highest, taken);
                taken.add(version);
            }
            versions.add(version);
            highest = version.compareTo(highest) > 0 ? version : highest;
        }
        return versions;
    }

    private static Version fresh(Optional<Version> natural, Version highest, Set<Version> taken) {
        if (natural.isPresent()
                && natural.get().compareTo(highest) > 0
                && !taken.contains(natural.get())) {
            return natural.get();
        }
        Version base =
                natural.filter(number -> number.compareTo(highest) > 0).orElse(highest).base();
        for (int number = 1; ; number++) {
            Version candidate = base.append(number);
            if (candidate.compareTo(highest) > 0 && !taken.contains(candidate)) {
                return candidate;
            }
        }
    }
}
