package io.migrate.migrator.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a run knows already of the paths it has looked at, so that it looks at each once.
///
/// @param types what paths lead to
/// @param entries of folders
record KnownPaths(Map<Path, EntryType> types, Map<Path, List<MigrationFolder.Entry>> entries) {
    /// Nothing is known yet.
    KnownPaths() {
        this(new HashMap<>(), new HashMap<>());
    }

    /// What a path leads to.
    EntryType type(Path path) throws IOException {
        EntryType known = types.get(path);
        if (known == null) {
            known = EntryType.of(path);
            types.put(path, known);
        }
        return known;
    }
}
