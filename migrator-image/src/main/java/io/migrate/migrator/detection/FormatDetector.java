package io.migrate.migrator.detection;

import io.migrate.migrator.configuration.FolderLayout;
import io.migrate.migrator.folder.MigrationFolder;
import io.migrate.migrator.folder.UnreadableEntry;
import io.migrate.migrator.formats.Format;
import io.migrate.migrator.formats.ReadResult;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Detects the format of a folder and reads it.
public final class FormatDetector {
    private FormatDetector() {}

    /// Reads a folder.
    ///
    /// @param path the path of the folder
    /// @param tool the tool that wrote the migrations; empty: detected from the contents of the
    ///   folder
    public static ReadResult read(Path path, Optional<Tool> tool) {
        return read(path, tool, FolderLayout.standard());
    }

    /// Reads a folder.
    ///
    /// @param path the path of the folder
    /// @param tool the tool that wrote the migrations; empty: detected from the contents of the
    ///   folder
    /// @param layout of a folder of Flyway, and the values of placeholders
    public static ReadResult read(Path path, Optional<Tool> tool, FolderLayout layout) {
        var folder = new MigrationFolder(path);
        try {
            if (folder.isFile()) {
                return new ReadResult.Unusable(
                        "%s is a file, not a folder.".formatted(folder),
                        "Set the path to the folder that contains it.");
            }
            if (!folder.existsAsFolder()) {
                return new ReadResult.Unusable(
                        "there is no folder %s.".formatted(folder),
                        "Check source and path: the migrations must be copied to the folder that"
                                + " MIGRATE_DIR names; "
                                + UnsupportedTools.PUSHED);
            }
            if (folder.isEmpty()) {
                return new ReadResult.Empty(
                        "the folder %s is empty; %s".formatted(folder, UnsupportedTools.PUSHED));
            }
            return withNotes(detect(folder, tool, layout), tool, folder);
        } catch (UnreadableEntry e) {
            return new ReadResult.Unusable(
                    e.getMessage() + ".",
                    "Replace it with what belongs there, or remove it: the migrator passes over no"
                            + " part of a folder in silence.");
        } catch (AccessDeniedException e) {
            return new ReadResult.Unusable(
                    "%s cannot be read: permission denied.".formatted(e.getFile()),
                    "Check that the migrator's user can read every file and folder in %s."
                            .formatted(folder));
        } catch (IOException | UncheckedIOException e) {
            return new ReadResult.Unusable(
                    "the folder %s cannot be read: %s.".formatted(folder, e.getMessage()),
                    e.getCause() instanceof MalformedInputException
                            ? "Save the file as UTF-8. In any other encoding, its statements would"
                                    + " change."
                            : "Check that the migrator's user can read every file in it.");
        } catch (InvalidPathException _) {
            // Java reads the names of files in the encoding of the locale.
            return new ReadResult.Unusable(
                    "the folder %s has a file whose name cannot be read.".formatted(folder),
                    "Set the variable LC_ALL to C.UTF-8, or use ASCII only in the names of files.");
        }
    }

    /// Names what was passed over.
    private static ReadResult withNotes(
            ReadResult result, Optional<Tool> tool, MigrationFolder folder) throws UnreadableEntry {
        // Not a switch over types: see ADR 51.
        if (result instanceof ReadResult.Found(Source source)) {
            return folder.passedOver().isEmpty()
                    ? result
                    : new ReadResult.Found(
                            source.withNotes(
                                    folder.passedOver().values().stream()
                                            .map(each -> each.getMessage() + "; it is ignored.")
                                            .toList()));
        }
        if (result instanceof ReadResult.Empty(String problem)) {
            folder.rejectPassedOver();
            return new ReadResult.Empty(problem + ConfigMapVolume.note(folder, tool));
        }
        return result;
    }

    private static ReadResult detect(
            MigrationFolder folder, Optional<Tool> tool, FolderLayout layout) throws IOException {
        List<Format> candidates =
                all().stream()
                        .filter(each -> tool.isEmpty() || tool.get() == each.tool())
                        .map(each -> each.with(layout))
                        .toList();
        Optional<Format> recognized = firstRecognized(candidates, folder);
        if (recognized.isPresent()) {
            List<Format> conflicting = conflicting(recognized.get(), candidates, folder);
            return conflicting.isEmpty()
                    ? recognized.get().read(folder)
                    : ambiguous(folder, conflicting);
        }
        if (tool.isPresent()) {
            return AskedFormat.read(folder, tool.get(), candidates);
        }
        Optional<ReadResult> nearby = new NearbyFolders(candidates).around(folder);
        if (nearby.isPresent()) {
            return nearby.get();
        }
        Optional<ReadResult> unsupported = UnsupportedTools.identify(folder);
        if (unsupported.isPresent()) {
            return unsupported.get();
        }
        folder.rejectFoldersNamedSql(1);
        folder.rejectPassedOver();
        return unrecognized(folder);
    }

    /// All formats in the order of detection.
    static List<Format> all() {
        return Stream.of(Tool.values())
                .flatMap(each -> each.formats().stream())
                .sorted((one, other) -> one.evidence().compareTo(other.evidence()))
                .toList();
    }

    /// The formats after the first match are not tried: some read every file.
    static Optional<Format> firstRecognized(List<Format> candidates, MigrationFolder folder)
            throws IOException {
        for (Format format : candidates) {
            if (format.recognizes(folder)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /// The recognized format and the others that have files in the folder; empty if there is no
    /// other.
    private static List<Format> conflicting(
            Format recognized, List<Format> candidates, MigrationFolder folder) throws IOException {
        var formats = new ArrayList<Format>();
        for (Format format : candidates) {
            boolean mayConflict = recognized.evidence().mayConflictWith(format.evidence());
            // Not equals: see ADR 51. There is one format of each class.
            boolean isRecognized = format.getClass() == recognized.getClass();
            if (isRecognized || (mayConflict && format.recognizesBeside(folder))) {
                formats.add(format);
            }
        }
        return formats.size() > 1 ? formats : List.of();
    }

    private static ReadResult ambiguous(MigrationFolder folder, List<Format> formats) {
        List<Tool> tools = formats.stream().map(Format::tool).toList();
        return new ReadResult.Unusable(
                "the folder %s contains migrations of %s."
                        .formatted(folder, join(" and ", tools, Tool::displayName)),
                "Keep them in separate folders, or set MIGRATE_FORMAT to %s."
                        .formatted(join(" or ", tools, Tool::spelling)));
    }

    private static String join(String separator, List<Tool> tools, Function<Tool, String> text) {
        return tools.stream().map(text).collect(Collectors.joining(separator));
    }

    private static ReadResult unrecognized(MigrationFolder folder) {
        return new ReadResult.Unusable(
                "the folder %s contains no migrations in a supported format.%s"
                        .formatted(folder, ConfigMapVolume.note(folder, Optional.empty())),
                "Supported formats: %s."
                        .formatted(
                                Stream.of(Tool.values())
                                        .map(Tool::layouts)
                                        .collect(Collectors.joining(", "))));
    }
}
