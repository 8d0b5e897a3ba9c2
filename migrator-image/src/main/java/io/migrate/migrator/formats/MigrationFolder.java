package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// A folder on disk, as formats read it. Names are relative to it, with `/`. Hidden files and
/// folders are left out where a folder is listed.
record MigrationFolder(Path path) {
    /// Returns whether the folder exists.
    boolean exists() {
        return Files.isDirectory(path);
    }

    /// Returns whether nothing is in it, not even a hidden file.
    boolean isEmpty() throws IOException {
        try (var entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    /// The last part of its path.
    String name() {
        return path.getFileName().toString();
    }

    /// Returns whether a regular file of that name exists in it.
    boolean hasFile(String name) {
        return Files.isRegularFile(path.resolve(name));
    }

    /// A folder in it, whether it exists or not.
    MigrationFolder subfolder(String name) {
        return new MigrationFolder(path.resolve(name));
    }

    /// The folders directly in it, sorted by the code points of their names.
    List<MigrationFolder> subfolders() throws IOException {
        try (var entries = Files.list(path)) {
            return entries.filter(Files::isDirectory)
                    .map(MigrationFolder::new)
                    .filter(folder -> !folder.name().startsWith("."))
                    .sorted(Comparator.comparing(MigrationFolder::name))
                    .toList();
        }
    }

    /// The names of the files directly in it that end with a suffix, sorted.
    List<String> files(String suffix) throws IOException {
        try (var entries = Files.list(path)) {
            return entries.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix) && !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /// The files in it and in the folders below, hidden ones too, sorted.
    ///
    /// @param depth 1 for the files directly in it
    List<String> filesToDepth(int depth) throws IOException {
        try (var tree = Files.walk(path, depth)) {
            return tree.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> path.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }
    }

    /// A file's text. Only UTF-8 is read: with any other encoding the statements would change.
    ///
    /// @throws IOException if it cannot be read, or, caused by a [MalformedInputException], if it
    ///   is not UTF-8
    String text(String name) throws IOException {
        Path file = path.resolve(name);
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new IOException(file + " is not UTF-8", e);
        }
    }

    /// The path of a file in it, for messages.
    String pathOf(String name) {
        return path.resolve(name).toString();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
