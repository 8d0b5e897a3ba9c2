package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.ToolHistory.Entry;
import io.migrate.migrator.formats.Version;

import java.util.List;

/// When a row of a tool's history belongs to a migration: by the tool's own key.
final class ToolHistoryMatch {
    /// The strictest first.
    static final List<Matching.Criterion<Migration, Entry>> CRITERIA =
            List.of(
                    new Matching.Criterion<>(
                            migration -> migration.identity() instanceof Identity.Named,
                            ToolHistoryMatch::name),
                    Matching.Criterion.forAll((migration, entry) ->
                            number(migration, entry) && hash(migration, entry)),
                    Matching.Criterion.forAll(ToolHistoryMatch::number),
                    Matching.Criterion.forAll((migration, entry) ->
                            isHashed(migration, entry) && hash(migration, entry)));

    private ToolHistoryMatch() {}

    /// The key of tools whose migrations have names.
    private static boolean name(Migration migration, Entry entry) {
        return migration.identity() instanceof Identity.Named named
                && entry.name().filter(named.name()::equals).isPresent();
    }

    private static boolean number(Migration migration, Entry entry) {
        // Not a switch over types: see ADR 51.
        if (migration.identity() instanceof Identity.Versioned(Version version)) {
            return entry.number().isPresent() && entry.number().get().equals(version);
        }
        if (migration.identity() instanceof Identity.Stamped(long when, String _)) {
            return entry.number().isPresent() && entry.number().get().equals(Version.of(when));
        }
        // Rows of Drizzle before 1.0: their timestamps have milliseconds, names have seconds.
        return migration.identity() instanceof Identity.Named named
                && entry.name().isEmpty()
                && named.number().isPresent()
                && entry.number().map(ToolHistoryMatch::second).equals(named.number());
    }

    private static Version second(Version millis) {
        String digits = millis.text();
        return digits.matches("\\d{4,}")
                ? Version.parse(digits.substring(0, digits.length() - 3) + "000").orElse(millis)
                : millis;
    }

    /// A row with a name is matched by name only: two files may have the same text.
    private static boolean isHashed(Migration migration, Entry entry) {
        return entry.hash().isPresent()
                && !(migration.identity() instanceof Identity.Named && entry.name().isPresent());
    }

    /// Returns whether the row's hash, if it has one, is that of the file.
    static boolean hash(Migration migration, Entry entry) {
        if (migration.identity() instanceof Identity.Stamped(long _, String own)) {
            return isHash(own, migration, entry);
        }
        return !(migration.identity() instanceof Identity.Named named)
                || isHash(named.hash(), migration, entry);
    }

    private static boolean isHash(String own, Migration migration, Entry entry) {
        return entry.hash().isEmpty()
                || entry.hash().get().equals(own)
                || SameText.hashes(migration.text()).anyMatch(entry.hash().get()::equals);
    }
}
