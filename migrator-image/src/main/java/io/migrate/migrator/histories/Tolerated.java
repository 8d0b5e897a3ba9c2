package io.migrate.migrator.histories;

import io.migrate.migrator.formats.Migration;

import java.util.List;
import java.util.Optional;

/// Where files and histories differ, and the policy or the tool accepts that.
///
/// @param ignored names of applied migrations without a file that a pattern ignores
/// @param replaced names of applied migrations without a file that another one replaces
/// @param skipped migrations that belong before an applied one and are passed over; they are not
///   pending
/// @param changed migrations whose file was changed after it was applied
/// @param newest the name of the newest of the ignored and replaced ones, if no file is newer than
///   it and applied
public record Tolerated(
        List<String> ignored,
        List<String> replaced,
        List<Migration> skipped,
        List<Migration> changed,
        Optional<String> newest) {
    /// Copies the lists.
    public Tolerated {
        ignored = List.copyOf(ignored);
        replaced = List.copyOf(replaced);
        skipped = List.copyOf(skipped);
        changed = List.copyOf(changed);
    }

    /// The same with changed migrations.
    Tolerated withChanged(List<Migration> others) {
        return new Tolerated(ignored, replaced, skipped, others, newest);
    }
}
