package io.migrate.migrator.formats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a folder in whichever format it has. The only door of this package that touches files.
public final class FormatDetector {
    /// In the order in which they are told apart: what is unmistakable first.
    private static final List<Format> FORMATS =
            List.of(
                    new Drizzle(),
                    new Prisma(),
                    new DrizzleFolders(),
                    new GolangMigrate(),
                    new Dbmate(),
                    new Goose(),
                    new Flyway());

    /// Those that a folder may have at the same time, so that none goes before another. What only
    /// the files' texts tell is not asked of a folder whose names tell enough.
    private static final List<Set<Class<? extends Format>>> RIVALS =
            List.of(
                    Set.of(Drizzle.class, Prisma.class),
                    Set.of(GolangMigrate.class, Flyway.class),
                    Set.of(Dbmate.class, Goose.class, Flyway.class));

    private FormatDetector() {}

    /// Reads a folder.
    ///
    /// @param folder where it is
    /// @param format the tool's name, as settings spell it; empty: by what is in the folder
    public static ReadResult read(Path folder, Optional<String> format) {
        try {
            if (!Files.isDirectory(folder)) {
                return new ReadResult.Unusable(
                        "there is no folder " + folder + ".",
                        "Check source and path: the migrations must be copied to where MIGRATE_DIR"
                                + " points; "
                                + UnsupportedTools.PUSHED);
            }
            if (isEmpty(folder)) {
                return new ReadResult.Empty(
                        "the folder %s is empty; %s".formatted(folder, UnsupportedTools.PUSHED));
            }
            return known(folder, format);
        } catch (IOException | UncheckedIOException e) {
            return new ReadResult.Unusable(
                    "the folder " + folder + " cannot be read: " + e.getMessage() + ".",
                    e.getCause() instanceof MalformedInputException
                            ? "Save it as UTF-8: in any other encoding its statements would say"
                                    + " something else."
                            : "Check that the migrator's user may read every file in it.");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static ReadResult known(Path folder, Optional<String> name) throws IOException {
        List<Format> candidates =
                FORMATS.stream()
                        .filter(format -> name.filter(n -> !n.equals(format.name())).isEmpty())
                        .toList();
        Optional<Format> first = first(candidates, folder);
        if (first.isEmpty()) {
            Optional<ReadResult> stranger = UnsupportedTools.in(folder);
            return name.isPresent() && stranger.isEmpty()
                    ? candidates.getFirst().read(folder)
                    : stranger.orElseGet(() -> unrecognised(folder));
        }
        List<Format> rivals = rivals(first.get(), candidates, folder);
        return rivals.isEmpty() ? first.get().read(folder) : ambiguous(folder, rivals);
    }

    /// Those after it are not asked: some look into every file.
    private static Optional<Format> first(List<Format> candidates, Path folder) throws IOException {
        for (Format format : candidates) {
            if (format.recognises(folder)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /// It and the others that have files there too; none if there are no others.
    private static List<Format> rivals(Format first, List<Format> candidates, Path folder)
            throws IOException {
        var rivals = new ArrayList<Format>();
        for (Format format : candidates) {
            boolean isAsked =
                    RIVALS.stream()
                            .filter(each -> each.contains(first.getClass()))
                            .anyMatch(each -> each.contains(format.getClass()));
            if (format.equals(first) || (isAsked && format.recognisesBeside(folder))) {
                rivals.add(format);
            }
        }
        return rivals.size() > 1 ? rivals : List.of();
    }

    private static ReadResult ambiguous(Path folder, List<Format> rivals) {
        return new ReadResult.Unusable(
                "the folder %s holds migrations of %s."
                        .formatted(
                                folder,
                                String.join(" and ", rivals.stream().map(Format::name).toList())),
                "Set MIGRATE_FORMAT to the one that is meant; better, keep them apart.");
    }

    private static ReadResult unrecognised(Path folder) {
        return new ReadResult.Unusable(
                "the folder " + folder + " holds no migrations of a format that is known.",
                "Known are Flyway (V1__name.sql), Drizzle (meta/_journal.json, or"
                    + " NAME/migration.sql beside a snapshot.json), Prisma (migration_lock.toml),"
                    + " golang-migrate (1_name.up.sql), goose (-- +goose Up) and dbmate (--"
                    + " migrate:up).");
    }

    /// Names of the files directly in a folder that end so, sorted.
    static List<String> files(Path folder, String suffix) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix) && !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /// The folders directly in a folder, sorted by the code points of their names.
    static List<Path> subfolders(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isDirectory)
                    .filter(each -> !each.getFileName().toString().startsWith("."))
                    .sorted(Comparator.comparing(each -> each.getFileName().toString()))
                    .toList();
        }
    }

    /// A file's text. Only UTF-8 is read: anything else would change what the statements say.
    static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new IOException(file + " is not UTF-8", e);
        }
    }
}
