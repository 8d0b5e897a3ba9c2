package io.migrate.migrator.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.formats.ReadResult;
import io.migrate.migrator.formats.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The formats with folders, of which `kubectl create configmap --from-file=FOLDER` takes the files
/// alone.
class ConfigMapVolumeTest {
    private static final String NOTE = "It is the volume of a ConfigMap, which cannot hold folders";

    @TempDir Path dir;

    @ParameterizedTest
    @CsvSource({
        ", 0000_first.sql",
        "DRIZZLE, 0000_first.sql",
        ", _journal.json",
        "DRIZZLE, _journal.json",
        ", migration_lock.toml",
        "PRISMA, migration_lock.toml",
        "PRISMA, migration.sql"
    })
    void foldersAreMissing(Tool tool, String file) throws IOException {
        assertThat(read(volume(file), tool)).contains(NOTE);
        // The same files in a folder that could have others in it.
        assertThat(read(folder(file), tool)).doesNotContain("ConfigMap");
    }

    @Test
    void noFoldersAreNeeded() throws IOException {
        assertThat(read(volume("README.md"), Tool.FLYWAY))
                .contains("contains no Flyway migrations")
                .doesNotContain("ConfigMap");
        assertThat(FormatDetector.read(volume("V1__first.sql"), Optional.empty()))
                .isInstanceOf(ReadResult.Found.class);
    }

    private static String read(Path folder, Tool tool) {
        ReadResult result = FormatDetector.read(folder, Optional.ofNullable(tool));
        assertThat(result).isNotInstanceOf(ReadResult.Found.class);
        return result.toString();
    }

    private Path folder(String file) throws IOException {
        Path folder = Files.createTempDirectory(dir, "folder");
        Files.writeString(folder.resolve(file), "SELECT 1;");
        return folder;
    }

    /// As the kubelet lays it out.
    private Path volume(String file) throws IOException {
        Path volume = Files.createTempDirectory(dir, "volume");
        Path data = Files.createDirectory(volume.resolve("..2026_11_28_15_00_00.123456789"));
        Files.writeString(data.resolve(file), "SELECT 1;");
        Files.createSymbolicLink(volume.resolve("..data"), data.getFileName());
        Files.createSymbolicLink(volume.resolve(file), Path.of("..data", file));
        return volume;
    }
}
