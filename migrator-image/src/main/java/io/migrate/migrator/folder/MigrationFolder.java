package io.migrate.migrator.folder;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A folder on disk, as formats read it. Names are relative to it, with `/`. Hidden files and
/// folders, such as those in which the kubelet keeps the files of a ConfigMap, are left out where a
/// folder is listed, and so is `lost+found`. What is neither a file nor a folder ends the listing
/// if a tool may take its name for that of a migration: see [UnreadableEntry]. The rest is
/// collected.
public final class MigrationFolder {
    /// In the root of a file system, readable by its superuser only.
    private static final String LOST_AND_FOUND = "lost+found";

    /// The names of migrations, of what belongs to one, and of the folder with Drizzle's journal.
    private static final Pattern MIGRATION =
            Pattern.compile("\\d.*|[VBRU][\\d._]*__.*|.*\\.conf|meta", Pattern.DOTALL);

    private final Path path;
    private final SortedMap<Path, UnreadableEntry> passedOver;
    private final KnownPaths known;

    private MigrationFolder(
            Path path, SortedMap<Path, UnreadableEntry> passedOver, KnownPaths known) {
        this.path = path;
        this.passedOver = passedOver;
        this.known = known;
    }

    /// A folder of which nothing was read yet.
    public MigrationFolder(Path path) {
        this(path, new TreeMap<>(), new KnownPaths());
    }

    /// The path of the folder.
    public Path path() {
        return path;
    }

    /// What is neither a file nor a folder, and was left out of this folder, or of one that was
    /// reached from it.
    public SortedMap<Path, UnreadableEntry> passedOver() {
        return passedOver;
    }

    /// A file or a folder in it.
    public record Entry(Path path, String name, EntryType type) {}

    /// Returns whether the folder exists.
    public boolean exists() throws IOException {
        return known.type(path) == EntryType.FOLDER;
    }

    /// Returns whether the folder exists.
    ///
    /// @throws UnreadableEntry if something else has its name
    public boolean existsAsFolder() throws IOException {
        return has(EntryType.FOLDER, path);
    }

    /// Returns whether its path leads to a file.
    public boolean isFile() throws IOException {
        return known.type(path) == EntryType.FILE;
    }

    /// Returns whether nothing is in it, not even a hidden file.
    public boolean isEmpty() throws IOException {
        try (var entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    /// Returns whether the kubelet keeps its files elsewhere, as it does for a ConfigMap, whose
    /// keys name no folders.
    public boolean isOfConfigMap() {
        return Files.isSymbolicLink(path.resolve("..data"));
    }

    /// The last part of its path.
    public String name() {
        return path.getFileName().toString();
    }

    /// Returns whether a file of that name exists in it.
    ///
    /// @throws UnreadableEntry if something else has that name
    public boolean hasFile(String name) throws IOException {
        return has(EntryType.FILE, path.resolve(name));
    }

    private boolean has(EntryType expected, Path path) throws IOException {
        EntryType type = known.type(path);
        if (type != expected && type != EntryType.ABSENT) {
            throw UnreadableEntry.of(path, type, expected);
        }
        return type == expected;
    }

    /// A folder in it, whether it exists or not.
    public MigrationFolder subfolder(String name) {
        return at(path.resolve(name));
    }

    /// A folder that is reached from this one.
    public MigrationFolder at(Path other) {
        return new MigrationFolder(other, passedOver, known);
    }

    /// The files and folders in it, sorted by their names.
    ///
    /// @throws UnreadableEntry if it has anything else with the name of a migration
    public List<Entry> entries() throws IOException {
        List<Entry> entries = known.entries().get(path);
        if (entries == null) {
            entries = List.copyOf(list());
            known.entries().put(path, entries);
        }
        return entries;
    }

    private List<Entry> list() throws IOException {
        var all = new ArrayList<Entry>();
        try (var found = Files.newDirectoryStream(path)) {
            for (Path each : found) {
                String name = each.getFileName().toString();
                if (name.startsWith(".") || name.equals(LOST_AND_FOUND)) {
                    continue;
                }
                EntryType type = known.type(each);
                if (type == EntryType.FILE || type == EntryType.FOLDER) {
                    all.add(new Entry(each, name, type));
                } else if (type != EntryType.ABSENT) {
                    reject(each, type);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        all.sort((one, other) -> one.name().compareTo(other.name()));
        return all;
    }

    private void reject(Path entry, EntryType type) throws IOException {
        String name = entry.getFileName().toString();
        UnreadableEntry unreadable = UnreadableEntry.of(entry, type, EntryType.FILE);
        if (SqlFile.isNamed(name) || MIGRATION.matcher(name).matches()) {
            throw unreadable;
        }
        passedOver.put(entry, unreadable);
    }

    /// Rejects a folder in which something was passed over: without migrations, that is the reason.
    public void rejectPassedOver() throws UnreadableEntry {
        if (!passedOver.isEmpty()) {
            throw passedOver.get(passedOver.firstKey());
        }
    }

    private List<String> names(EntryType type) throws IOException {
        return entries().stream().filter(entry -> entry.type() == type).map(Entry::name).toList();
    }

    /// Rejects a folder in which the name of a migration is neither a file's nor a folder's, even
    /// if none of it is read.
    public void rejectOthers() throws IOException {
        var _ = entries();
    }

    /// The folders directly in it, sorted by their names.
    public List<MigrationFolder> subfolders() throws IOException {
        return entries().stream()
                .filter(entry -> entry.type() == EntryType.FOLDER)
                .map(entry -> at(entry.path()))
                .toList();
    }

    /// The names of the files directly in it that end with a suffix, sorted.
    public List<String> files(String suffix) throws IOException {
        return names(EntryType.FILE).stream().filter(name -> name.endsWith(suffix)).toList();
    }

    /// The names of the files directly in it that are SQL by their suffix, sorted.
    public List<String> sqlFiles() throws IOException {
        return names(EntryType.FILE).stream().filter(SqlFile::isNamed).toList();
    }

    /// Rejects folders that are named like a file of SQL.
    ///
    /// @param depth 1 for the folders directly in it
    /// @throws UnreadableEntry if there is one
    public void rejectFoldersNamedSql(int depth) throws IOException {
        for (Path folder : new FolderTree(this, depth).folders()) {
            if (SqlFile.isNamed(folder.getFileName().toString())) {
                throw UnreadableEntry.of(folder, EntryType.FOLDER, EntryType.FILE);
            }
        }
    }

    /// The files in it and in the folders below, sorted.
    ///
    /// @param depth 1 for the files directly in it
    public List<String> filesToDepth(int depth) throws IOException {
        return new FolderTree(this, depth).files();
    }

    /// A file's text.
    ///
    /// @throws IOException if it cannot be read, or, caused by a [MalformedInputException], if it
    ///   is not UTF-8
    public String text(String name) throws IOException {
        Path file = path.resolve(name);
        EntryType type = known.type(file);
        if (type != EntryType.FILE) {
            throw UnreadableEntry.of(file, type, EntryType.FILE);
        }
        return TextFile.read(file);
    }

    /// The path of a file in it, for messages.
    public String pathOf(String name) {
        return path.resolve(name).toString();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
