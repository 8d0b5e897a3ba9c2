package io.migrate.migrator.formats;

import io.migrate.migrator.configuration.FolderLayout;
import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.Optional;

/// One layout of a tool's migration folder. A new one is a class here, its case folder in the tests
/// and its place in [Tool], the list of formats.
public interface Format {
    /// The tool that writes this layout.
    Tool tool();

    /// The tool's name, as settings spell it.
    default String name() {
        return tool().spelling();
    }

    /// The same format with what is set about its folders and its placeholders.
    default Format with(FolderLayout layout) {
        return this;
    }

    /// What a folder of this layout contains, in a few words for error messages.
    String layout();

    /// What [#recognizes] looks at, which decides when this format is tried.
    Evidence evidence();

    /// Returns whether the folder has this layout.
    boolean recognizes(MigrationFolder folder) throws IOException;

    /// Returns whether a folder that has another layout holds migrations of this one too.
    default boolean recognizesBeside(MigrationFolder folder) throws IOException {
        return recognizes(folder);
    }

    /// Reads the folder.
    ReadResult read(MigrationFolder folder) throws IOException;

    /// The tool's own history table; empty if that is Flyway's.
    Optional<ToolHistory> toolHistory();

    /// What the tool does with a pending migration that belongs before an applied one.
    default OutOfOrder outOfOrder() {
        return OutOfOrder.REFUSED;
    }

    /// What happens to a pending migration that belongs before an applied one.
    enum OutOfOrder {
        /// Nothing runs: Flyway, goose.
        REFUSED,
        /// It runs: Prisma, Drizzle 1.0, dbmate.
        APPLIED,
        /// It is passed over in silence: Drizzle up to 0.45, golang-migrate.
        SKIPPED
    }

    /// What a format is recognized by, the most specific first: the order of detection.
    enum Evidence {
        /// A file that only this tool writes: `meta/_journal.json`.
        METADATA,
        /// A file beside each migration: `snapshot.json`.
        SNAPSHOTS,
        /// The names of the migrations in the folder.
        FILE_NAMES,
        /// Annotations in the migrations' text. Every file has to be read for them.
        ANNOTATIONS,
        /// The names of migrations at any depth.
        FILE_NAMES_AT_ANY_DEPTH;

        /// Returns whether a folder with this evidence may hold migrations with the other evidence
        /// too, so that neither goes before the other. Files are not read for annotations where
        /// names are specific enough.
        public boolean mayConflictWith(Evidence other) {
            return switch (this) {
                case METADATA, SNAPSHOTS, FILE_NAMES_AT_ANY_DEPTH -> other == this;
                case FILE_NAMES, ANNOTATIONS -> other == this || other == FILE_NAMES_AT_ANY_DEPTH;
            };
        }
    }
}
