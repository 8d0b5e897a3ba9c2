package io.migrate.migrator.configuration;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Finds Flyway's configuration: `flyway.toml`, or else `flyway.conf`, in the folder or in `conf`
/// below it, and the variables `FLYWAY_*`. Without such a file, this only asks for its existence.
public final class ConfigurationFiles {
    private static final String TOML = "flyway.toml";
    private static final String CONF = "flyway.conf";

    /// The strongest first.
    private static final List<String> NAMES = List.of(TOML, CONF, "conf/" + TOML, "conf/" + CONF);

    /// Flyway's file for the settings of one developer.
    private static final String USER_TOML = "flyway.user.toml";

    private static final int MAX_BYTES = 1 << 16;

    private ConfigurationFiles() {}

    /// Reads the configuration.
    ///
    /// @param variables those of the environment that begin with `FLYWAY_`
    public static FlywayConfiguration.Result read(Path path, Map<String, String> variables) {
        var reader = new ConfigurationReader();
        try {
            List<String> names = present(new MigrationFolder(path));
            if (!names.isEmpty()) {
                String name = names.getFirst();
                Entries entries = entries(new MigrationFolder(path), name);
                if (entries instanceof Entries.Malformed(int line, String problem)) {
                    return malformed(path, name, line, problem);
                }
                reader.addFile(name, ((Entries.Read) entries).entries());
                names.stream()
                        .skip(1)
                        .forEach(each ->
                                reader.warn(
                                        "%s is not read, because %s is there too."
                                                .formatted(each, name)));
            }
        } catch (AccessDeniedException e) {
            return new FlywayConfiguration.Result.Rejected(
                    "%s cannot be read: permission denied.".formatted(e.getFile()),
                    "Check that the migrator's user can read it.");
        } catch (IOException | UncheckedIOException | InvalidPathException e) {
            return new FlywayConfiguration.Result.Rejected(
                    "Flyway's configuration in %s cannot be read: %s."
                            .formatted(path, e.getMessage()),
                    "Correct the file, or remove it.");
        }
        reader.addVariables(variables);
        return reader.result();
    }

    private static List<String> present(MigrationFolder folder) throws IOException {
        var present = new ArrayList<String>();
        try {
            if (!folder.exists()) {
                return present;
            }
            for (String name : NAMES) {
                if (folder.hasFile(name)) {
                    present.add(name);
                }
            }
            if (!present.isEmpty() && folder.hasFile(USER_TOML)) {
                present.add(USER_TOML);
            }
        } catch (AccessDeniedException _) {
            // Reading the migrations fails for the same reason, and says so.
            return List.of();
        }
        return present;
    }

    private static Entries entries(MigrationFolder folder, String name) throws IOException {
        if (Files.size(folder.path().resolve(name)) > MAX_BYTES) {
            throw new IOException("%s has more than %d KiB".formatted(name, MAX_BYTES >> 10));
        }
        String text = folder.text(name).replaceFirst("^\uFEFF", "");
        return name.endsWith(".toml") ? TomlReader.read(name, text) : ConfReader.read(name, text);
    }

    private static FlywayConfiguration.Result malformed(
            Path path, String name, int line, String problem) {
        return new FlywayConfiguration.Result.Rejected(
                "%s:%d is not TOML: %s.".formatted(path.resolve(name), line, problem),
                "Correct the file, or remove it.");
    }
}
