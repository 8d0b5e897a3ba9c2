package io.migrate.migrator.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The files of a folder and of the folders below it. Links to folders are followed, as Flyway
/// does, and as a ConfigMap's volume with paths needs. Each folder is read once, so that links
/// cannot make the tree endless.
final class FolderTree {
    private final MigrationFolder top;
    private final Path root;
    private final int depth;
    private final Set<Path> read = new HashSet<>();
    private final List<Path> files = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();

    /// @param depth 1 for the files directly in the folder
    FolderTree(MigrationFolder top, int depth) {
        this.top = top;
        this.root = top.path();
        this.depth = depth;
    }

    /// The paths of the files relative to the folder, with `/`, sorted.
    List<String> files() throws IOException {
        add(root, 1);
        return files.stream()
                .sorted()
                .map(file -> root.relativize(file).toString().replace('\\', '/'))
                .toList();
    }

    /// The paths of the folders in it.
    List<Path> folders() throws IOException {
        add(root, 1);
        return folders;
    }

    private void add(Path folder, int level) throws IOException {
        read.add(folder.toRealPath());
        for (MigrationFolder.Entry entry : top.at(folder).entries()) {
            if (entry.type() == EntryType.FILE) {
                files.add(entry.path());
            } else {
                folders.add(entry.path());
                if (level < depth) {
                    rejectSecond(entry.path());
                    add(entry.path(), level + 1);
                }
            }
        }
    }

    private void rejectSecond(Path folder) throws IOException {
        if (!Files.isSymbolicLink(folder)) {
            return;
        }
        Path target = folder.toRealPath();
        if (root.toRealPath().startsWith(target)) {
            throw new UnreadableEntry(
                    folder, "is a link to %s, which contains the link itself".formatted(target));
        }
        if (read.contains(target)) {
            throw new UnreadableEntry(
                    folder, "is a link to %s, whose files are read already".formatted(target));
        }
    }
}
