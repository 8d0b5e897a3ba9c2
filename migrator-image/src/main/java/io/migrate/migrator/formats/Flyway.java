package io.migrate.migrator.formats;

import io.migrate.migrator.configuration.FlywayLocations;
import io.migrate.migrator.configuration.FlywayNames;
import io.migrate.migrator.configuration.FolderLayout;
import io.migrate.migrator.configuration.Naming;
import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Flyway: `V1.2__name.sql`, `R__name.sql`, `B3__name.sql`, at any depth. Script configuration
/// (`NAME.sql.conf`) and callbacks such as `afterMigrate.sql` are passed on to Flyway unchanged.
/// Migrations that are classes, as in `db/migration` of an unpacked program, are listed but cannot
/// be run.
///
/// @param options where its files are, how they are named, and the values of placeholders
record Flyway(FolderLayout options) implements Format {
    @Override
    public Format with(FolderLayout other) {
        return new Flyway(other);
    }

    private FlywayNames names() {
        return FlywayNames.of(options.naming());
    }

    @Override
    public Tool tool() {
        return Tool.FLYWAY;
    }

    @Override
    public String layout() {
        return "V1__name.sql";
    }

    @Override
    public Evidence evidence() {
        return Evidence.FILE_NAMES_AT_ANY_DEPTH;
    }

    @Override
    public Optional<ToolHistory> toolHistory() {
        return Optional.empty();
    }

    @Override
    public boolean recognizes(MigrationFolder folder) throws IOException {
        for (MigrationFolder location : locations(folder)) {
            for (String script : location.filesToDepth(Integer.MAX_VALUE)) {
                if (names().isMigration(fileName(script))) {
                    return true;
                }
            }
        }
        return false;
    }

    /// A location that cannot be used is reported when the folder is read.
    private List<MigrationFolder> locations(MigrationFolder folder) throws IOException {
        try {
            return FlywayLocations.of(folder, options.locations()).folders();
        } catch (FlywayLocations.Refused _) {
            return List.of(folder);
        }
    }

    /// Files at greater depth may belong to another tool.
    @Override
    public boolean recognizesBeside(MigrationFolder folder) throws IOException {
        return folder.files("").stream().anyMatch(name -> names().versioned(name).isPresent());
    }

    /// Returns whether Flyway runs a file of that name at one of its events.
    static boolean isCallback(String name) {
        return FlywayNames.of(Naming.DEFAULT).isCallback(name);
    }

    private static String fileName(String script) {
        return script.substring(script.lastIndexOf('/') + 1);
    }

    @Override
    public ReadResult read(MigrationFolder folder) throws IOException {
        FlywayLocations locations;
        try {
            locations = FlywayLocations.of(folder, options.locations());
        } catch (FlywayLocations.Refused e) {
            return new ReadResult.Unusable(
                    "%s: %s.".formatted(options.locations().origin(), e.getMessage()),
                    "Name folders below %s, separated by commas.".formatted(folder));
        }
        var contents = new FlywayContents(names(), options.placeholders());
        for (MigrationFolder location : locations.folders()) {
            location.rejectFoldersNamedSql(Integer.MAX_VALUE);
            for (String script : location.filesToDepth(Integer.MAX_VALUE)) {
                contents.add(location, script);
            }
        }
        if (contents.migrations().isEmpty()) {
            return new ReadResult.Empty(
                    "the folder %s contains no Flyway migrations.".formatted(folder));
        }
        List<Migration> sorted = contents.migrations().stream().sorted(ORDER).toList();
        return contents.twice()
                .or(() -> duplicate(sorted))
                .orElseGet(() ->
                        new ReadResult.Found(
                                new Source(
                                        this,
                                        sorted,
                                        contents.companions(),
                                        Stream.concat(
                                                        locations.notes().stream(),
                                                        contents.notes().stream())
                                                .toList(),
                                        contents.missing())));
    }

    private static Optional<ReadResult> duplicate(List<Migration> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            if (ORDER.compare(sorted.get(i), sorted.get(i - 1)) == 0) {
                return Optional.of(
                        new ReadResult.Contradictory(
                                "%s and %s have the same version or description."
                                        .formatted(
                                                sorted.get(i - 1).script(), sorted.get(i).script()),
                                "Change it in one of them."));
            }
        }
        return Optional.empty();
    }

    /// Baselines and versions by version, repeatables last and by description, as Flyway does.
    private static final Comparator<Migration> ORDER =
            (one, other) -> compare(one.identity(), other.identity());

    private static int compare(Identity one, Identity other) {
        // Not a switch over types: see ADR 51.
        if (one instanceof Identity.Repeatable(String description)) {
            return other instanceof Identity.Repeatable(String otherDescription)
                    ? description.compareTo(otherDescription)
                    : 1;
        }
        if (other instanceof Identity.Repeatable) {
            return -1;
        }
        int order = version(one).compareTo(version(other));
        return order != 0 ? order : Integer.compare(rank(one), rank(other));
    }

    private static Version version(Identity identity) {
        return identity instanceof Identity.Baseline(Version version)
                ? version
                : ((Identity.Versioned) identity).version();
    }

    private static int rank(Identity identity) {
        return identity instanceof Identity.Baseline ? 0 : 1;
    }
}
