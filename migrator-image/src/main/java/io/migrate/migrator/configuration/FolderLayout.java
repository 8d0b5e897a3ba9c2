package io.migrate.migrator.configuration;

import java.util.List;

/// Where in a Flyway folder its files are, and how they are named and filled in.
///
/// @param locations Flyway's `locations`, relative to the folder; empty: all of it
public record FolderLayout(Locations locations, Naming naming, Placeholders placeholders) {
    /// Flyway's `locations`.
    ///
    /// @param values as they are written; empty: the whole folder
    /// @param ifMissing what happens if one does not exist
    /// @param origin the file or the setting that they come from
    public record Locations(List<String> values, IfMissing ifMissing, String origin) {
        /// Copies the list.
        public Locations {
            values = List.copyOf(values);
        }

        /// The whole folder.
        public static Locations all() {
            return new Locations(List.of(), IfMissing.WARN, "");
        }
    }

    /// What happens if a location does not exist.
    public enum IfMissing {
        /// It is passed over with a warning.
        WARN,
        /// The run ends: Flyway's `failOnMissingLocations`.
        REFUSE
    }

    /// A layout without any settings.
    public static FolderLayout standard() {
        return new FolderLayout(Locations.all(), Naming.DEFAULT, Placeholders.none());
    }
}
