package io.migrate.migrator.detection;

import io.migrate.migrator.folder.MigrationFolder;
import io.migrate.migrator.formats.Format;
import io.migrate.migrator.formats.ReadResult;
import io.migrate.migrator.formats.Tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Looks around a folder without migrations: its path may be one level too high or too low.
final class NearbyFolders {
    /// Levels below the folder; `packages/db/prisma/migrations` has four.
    private static final int DEPTH = 4;

    private static final int MAX_FOLDERS = 500;
    private static final int MAX_NAMED = 3;

    /// Folders of other people's files.
    private static final Set<String> LIBRARIES = Set.of("node_modules", "vendor", "site-packages");

    private static final String EITHER = "Prisma or Drizzle";
    private static final String MIGRATION = "migration.sql";
    private static final String JOURNAL = "_journal.json";

    private record Candidate(MigrationFolder folder, int depth) {}

    private record Found(Path path, String tools) {
        String named() {
            return "%s (%s)".formatted(path, tools);
        }
    }

    private final List<Format> formats;

    /// @param formats that are looked for
    NearbyFolders(List<Format> formats) {
        this.formats = List.copyOf(formats);
    }

    /// The result that points to the folder that was meant; empty if there is none.
    Optional<ReadResult> around(MigrationFolder folder) throws IOException {
        Optional<ReadResult> inside = insideOne(folder);
        return inside.isPresent()
                ? inside
                : pointing(folder, below(folder)).or(() -> pointing(folder, above(folder)));
    }

    /// A part of a folder of migrations.
    private Optional<ReadResult> insideOne(MigrationFolder folder) throws IOException {
        if (folder.hasFile(JOURNAL) && looksFor(Tool.DRIZZLE)) {
            return Optional.of(
                    part(folder, "holds the journal of a Drizzle folder, not its migrations"));
        }
        return folder.hasFile(MIGRATION) && (looksFor(Tool.DRIZZLE) || looksFor(Tool.PRISMA))
                ? Optional.of(
                        part(folder, "is that of one migration (%s)".formatted(owner(folder))))
                : Optional.empty();
    }

    private boolean looksFor(Tool tool) {
        return formats.stream().anyMatch(format -> format.tool() == tool);
    }

    private static ReadResult part(MigrationFolder folder, String what) {
        return new ReadResult.Unusable(
                "the folder %s %s.".formatted(folder, what),
                ConfigMapVolume.advice(
                        folder, Optional.empty(), "Set the path to the folder that contains it."));
    }

    private String owner(MigrationFolder folder) {
        return parent(folder).flatMap(this::tools).orElse(EITHER);
    }

    private static Optional<MigrationFolder> parent(MigrationFolder folder) {
        return Optional.ofNullable(folder.path().toAbsolutePath().normalize().getParent())
                .filter(path -> path.getParent() != null)
                .map(MigrationFolder::new);
    }

    private List<Found> below(MigrationFolder folder) {
        var found = new ArrayList<Found>();
        var seen = new HashSet<Path>();
        var queue = new ArrayDeque<Candidate>();
        queue.add(new Candidate(new MigrationFolder(folder.path()), 0));
        while (!queue.isEmpty() && seen.size() < MAX_FOLDERS && found.size() <= MAX_NAMED) {
            Candidate next = queue.poll();
            for (MigrationFolder each : unseen(next.folder(), seen)) {
                Optional<String> tools = tools(each);
                if (tools.isPresent()) {
                    found.add(new Found(root(each).path(), tools.get()));
                } else if (next.depth() + 1 < DEPTH) {
                    queue.add(new Candidate(each, next.depth() + 1));
                }
            }
        }
        return found;
    }

    /// The folders in a folder that were not looked at yet, by whatever path. One that cannot be
    /// read holds nothing that could be pointed to.
    private static List<MigrationFolder> unseen(MigrationFolder folder, Set<Path> seen) {
        try {
            var unseen = new ArrayList<MigrationFolder>();
            for (MigrationFolder each : folder.subfolders()) {
                if (!LIBRARIES.contains(each.name()) && seen.add(each.path().toRealPath())) {
                    unseen.add(each);
                }
            }
            return unseen;
        } catch (IOException _) {
            return List.of();
        }
    }

    private List<Found> above(MigrationFolder folder) {
        // Below the root of a file system is everything.
        return parent(folder)
                .flatMap(each -> tools(each).map(tools -> new Found(each.path(), tools)))
                .map(List::of)
                .orElse(List.of());
    }

    /// The tools whose migrations a folder holds by itself, not somewhere below.
    private Optional<String> tools(MigrationFolder folder) {
        try {
            for (Format format : formats) {
                boolean isHere =
                        format.evidence() == Format.Evidence.FILE_NAMES_AT_ANY_DEPTH
                                ? format.recognizesBeside(folder)
                                : format.recognizes(folder);
                if (isHere) {
                    return Optional.of(format.tool().displayName());
                }
            }
            return holdsFolders(folder) ? Optional.of(either()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private String either() {
        return looksFor(Tool.DRIZZLE) && looksFor(Tool.PRISMA)
                ? EITHER
                : formats.getFirst().tool().displayName();
    }

    private boolean holdsFolders(MigrationFolder folder) throws IOException {
        if (!looksFor(Tool.DRIZZLE) && !looksFor(Tool.PRISMA)) {
            return false;
        }
        for (MigrationFolder each : folder.subfolders()) {
            if (each.hasFile(MIGRATION)) {
                return true;
            }
        }
        return false;
    }

    /// The folder itself where a tool is content with one above it: `prisma/migrations`, not
    /// `prisma`.
    private MigrationFolder root(MigrationFolder folder) {
        for (MigrationFolder each : unseen(folder, new HashSet<>())) {
            if (tools(each).isPresent()) {
                return root(each);
            }
        }
        return folder;
    }

    private static Optional<ReadResult> pointing(MigrationFolder folder, List<Found> found) {
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String named =
                found.stream()
                        .limit(MAX_NAMED)
                        .map(Found::named)
                        .collect(Collectors.joining(" and "));
        return Optional.of(
                new ReadResult.Unusable(
                        "the folder %s contains no migrations, but %s %s."
                                .formatted(folder, named, found.size() == 1 ? "does" : "do"),
                        "Set the path to %s: in a Pod, that of migrate.io/source; by hand, --dir or"
                                        .formatted(found.size() == 1 ? "it" : "one of them")
                                + " MIGRATE_DIR."));
    }
}
