package io.migrate.migrator.detection;

import io.migrate.migrator.folder.MigrationFolder;
import io.migrate.migrator.formats.Tool;

import java.util.Optional;

/// Explains folders that are missing because the source is a ConfigMap, whose keys name no folders.
final class ConfigMapVolume {
    private static final String NOTE =
            "It is the volume of a ConfigMap, which cannot hold folders: for Drizzle and Prisma,"
                    + " use an image or a PersistentVolumeClaim as the source.";

    private ConfigMapVolume() {}

    /// What follows a sentence about missing migrations: nothing if a ConfigMap is not the reason.
    ///
    /// @param tool that was asked for
    static String note(MigrationFolder folder, Optional<Tool> tool) {
        return lacksFolders(folder, tool) ? " " + NOTE : "";
    }

    /// Advice to use another source, or another advice if a ConfigMap is not the reason.
    ///
    /// @param tool that was asked for
    static String advice(MigrationFolder folder, Optional<Tool> tool, String otherwise) {
        return lacksFolders(folder, tool) ? NOTE : otherwise;
    }

    private static boolean lacksFolders(MigrationFolder folder, Optional<Tool> tool) {
        return folder.isOfConfigMap() && tool.map(ConfigMapVolume::needsFolders).orElse(true);
    }

    private static boolean needsFolders(Tool tool) {
        return switch (tool) {
            case DRIZZLE, PRISMA -> true;
            case FLYWAY, GOLANG_MIGRATE, GOOSE, DBMATE -> false;
        };
    }
}
