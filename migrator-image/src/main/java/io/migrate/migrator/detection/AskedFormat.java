package io.migrate.migrator.detection;

import io.migrate.migrator.folder.MigrationFolder;
import io.migrate.migrator.formats.Format;
import io.migrate.migrator.formats.ReadResult;
import io.migrate.migrator.formats.Tool;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Reads a folder in the format that `MIGRATE_FORMAT` names, without the files by which it would be
/// recognized: tools do not need them to apply migrations, and images lack them.
final class AskedFormat {
    private static final int MAX_NAMED = 3;

    private AskedFormat() {}

    /// @param formats of the tool
    static ReadResult read(MigrationFolder folder, Tool tool, List<Format> formats)
            throws IOException {
        ReadResult.Empty empty = new ReadResult.Empty("");
        for (Format format : formats) {
            switch (format.read(folder)) {
                case ReadResult.Empty each -> empty = each;
                case ReadResult.Found found -> {
                    return found;
                }
                case ReadResult.Unusable unusable -> {
                    return unusable;
                }
                case ReadResult.Contradictory contradictory -> {
                    return contradictory;
                }
            }
        }
        folder.rejectPassedOver();
        Optional<ReadResult> nearby = new NearbyFolders(formats).around(folder);
        return nearby.isPresent() ? nearby.get() : instead(folder, tool, empty);
    }

    /// What the folder holds instead, if it is anything that may be a migration.
    private static ReadResult instead(MigrationFolder folder, Tool tool, ReadResult.Empty empty)
            throws IOException {
        Optional<String> other =
                FormatDetector.firstRecognized(FormatDetector.all(), folder)
                        .map(format ->
                                "It looks like a folder of %s (%s)"
                                        .formatted(format.tool().displayName(), format.layout()));
        Optional<String> instead =
                other.isPresent()
                        ? other
                        : UnsupportedTools.found(folder)
                                .map(named -> "It looks like a folder of " + named)
                                .or(() -> files(folder));
        String advice =
                "The format is set to %s: correct it, or the path.".formatted(tool.spelling());
        return instead.<ReadResult>map(what ->
                        new ReadResult.Unusable(
                                "%s %s.".formatted(empty.problem(), what),
                                other.isPresent()
                                        ? advice
                                        : ConfigMapVolume.advice(
                                                folder, Optional.of(tool), advice)))
                .orElse(empty);
    }

    private static Optional<String> files(MigrationFolder folder) {
        try {
            List<String> names = folder.sqlFiles();
            return names.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            "It contains "
                                    + String.join(
                                            ", ",
                                            names.subList(0, Math.min(MAX_NAMED, names.size())))
                                    + (names.size() > MAX_NAMED ? ", …" : ""));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
