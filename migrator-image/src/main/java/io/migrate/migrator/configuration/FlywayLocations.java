package io.migrate.migrator.configuration;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Flyway's `locations` as folders.
///
/// @param folders at least one
/// @param notes a sentence for each location that does not exist
public record FlywayLocations(List<MigrationFolder> folders, List<String> notes) {
    private static final Pattern LOCATION =
            Pattern.compile("(?:(\\w+):)?(?:\\./)*(.*?)/*", Pattern.DOTALL);

    /// Copies the lists.
    public FlywayLocations {
        folders = List.copyOf(folders);
        notes = List.copyOf(notes);
    }

    /// A location that is not in the folder, or cannot be read.
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /// Finds the folders.
    ///
    /// @throws Refused if a location cannot be used
    public static FlywayLocations of(MigrationFolder folder, FolderLayout.Locations locations)
            throws IOException {
        var found = new ArrayList<MigrationFolder>();
        var notes = new ArrayList<String>();
        for (String each : locations.values()) {
            MigrationFolder location = folder.at(path(folder, each));
            if (location.exists()) {
                found.add(location);
            } else if (locations.ifMissing() == FolderLayout.IfMissing.REFUSE) {
                throw new Refused("the location %s does not exist".formatted(each));
            } else {
                notes.add("the location %s does not exist in %s.".formatted(each, folder));
            }
        }
        if (found.isEmpty()) {
            if (!notes.isEmpty()) {
                notes.add("none of the locations exists, so all of %s is read.".formatted(folder));
            }
            found.add(folder);
        }
        return new FlywayLocations(withoutNested(found), notes);
    }

    /// The path of a location. `classpath:` is the folder of that name, and `{vendor}`, which
    /// Spring Boot fills in, is `postgresql`.
    private static Path path(MigrationFolder folder, String location) throws IOException {
        Matcher matcher = LOCATION.matcher(location.replace("{vendor}", "postgresql"));
        if (!matcher.matches()) {
            throw new Refused("the location %s is not a path".formatted(location));
        }
        String scheme = matcher.group(1) == null ? "classpath" : matcher.group(1);
        String name = matcher.group(2);
        if (!scheme.equals("filesystem") && !scheme.equals("classpath")) {
            throw new Refused(
                    "the location %s is not a folder: only filesystem: and classpath: are read"
                            .formatted(location));
        }
        if (name.contains("*") || name.contains("?")) {
            throw new Refused(
                    "the location %s has a wildcard; name each folder instead".formatted(location));
        }
        // The root of the class path is the folder itself.
        Path relative = Path.of(scheme.equals("classpath") ? name.replaceFirst("^/+", "") : name);
        Path path = folder.path().resolve(relative).normalize();
        if (!path.startsWith(folder.path().normalize())) {
            throw outside(location, folder);
        }
        if (Files.exists(path) && !path.toRealPath().startsWith(folder.path().toRealPath())) {
            throw outside(location, folder);
        }
        return path;
    }

    private static Refused outside(String location, MigrationFolder folder) {
        return new Refused(
                "the location %s is outside of %s, of which only folders below are read"
                        .formatted(location, folder));
    }

    /// Flyway reads a folder once, also if it is below another location.
    private static List<MigrationFolder> withoutNested(List<MigrationFolder> found) {
        var outermost = new ArrayList<MigrationFolder>();
        for (int i = 0; i < found.size(); i++) {
            Path path = found.get(i).path();
            boolean isNested = false;
            for (int j = 0; j < found.size(); j++) {
                Path other = found.get(j).path();
                isNested = isNested || (path.startsWith(other) && (!path.equals(other) || j < i));
            }
            if (!isNested) {
                outermost.add(found.get(i));
            }
        }
        return outermost;
    }
}
