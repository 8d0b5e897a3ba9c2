package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Version;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Assigns the migrations of other tools their Flyway versions. The versions are persisted, so a
/// golden test keeps the algorithm stable.
///
/// A migration with a row keeps the row's version. Any other gets its natural version; if there is
/// none, or it is not above those before it, the number of the one before with `.1`, `.2`, …
/// appended, the first that is above it and not in use.
final class Versions {
    private Versions() {}

    /// What the version of one migration is taken from.
    ///
    /// @param recorded the version of its row; empty: it has no row yet
    /// @param natural its own number; empty if its tool gives none
    record Origin(Optional<Version> recorded, Optional<Version> natural) {}

    /// The number that a tool gives a migration; empty if it gives none.
    static Optional<Version> natural(Migration migration) {
        // Not a switch over types: see ADR 51.
        if (migration.identity() instanceof Identity.Stamped(long when, String _)) {
            return when > 0 ? Optional.of(Version.of(when)) : Optional.empty();
        }
        if (migration.identity() instanceof Identity.Named named) {
            return named.number();
        }
        return migration.identity() instanceof Identity.Versioned(Version version)
                ? Optional.of(version)
                : Optional.empty();
    }

    /// The versions of all migrations.
    ///
    /// @param origins in the tool's order
    static List<Version> assign(List<Origin> origins) {
        Set<Version> taken = new HashSet<>();
        origins.forEach(origin -> origin.recorded().ifPresent(taken::add));
        var versions = new ArrayList<Version>();
        Version highest = Version.of(0);
        for (Origin origin : origins) {
            Version version;
            if (origin.recorded().isPresent()) {
                version = origin.recorded().get();
            } else {
                version = unused(origin.natural(), highest, taken);
                taken.add(version);
            }
            versions.add(version);
            highest = version.compareTo(highest) > 0 ? version : highest;
        }
        return versions;
    }

    private static Version unused(Optional<Version> natural, Version highest, Set<Version> taken) {
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
