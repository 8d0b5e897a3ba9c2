package io.migrate.webhook.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A YAML file as it was read. Two are equal if name and content are.
///
/// @param name without its folder
/// @param content its bytes, each as one character, because arrays cannot be compared
public record PolicyFile(String name, String content) {
    /// Reads a file, or every `*.yaml` and `*.yml` file in a folder but not in its subfolders.
    ///
    /// @throws IOException if the folder or a file cannot be read, or such a name is that of a link
    ///   to nothing or of a FIFO
    public static List<PolicyFile> in(Path path) throws IOException {
        var read = new ArrayList<PolicyFile>();
        for (Path file : files(path)) {
            String name = String.valueOf(file.getFileName());
            read.add(new PolicyFile(name, Files.readString(file, StandardCharsets.ISO_8859_1)));
        }
        return List.copyOf(read);
    }

    private static List<Path> files(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            return List.of(path);
        }
        var files = new ArrayList<Path>();
        try (var entries = Files.list(path)) {
            for (Path entry : entries.filter(PolicyFile::isYaml).sorted().toList()) {
                if (Files.isRegularFile(entry)) {
                    files.add(entry);
                } else {
                    rejectUnreadable(entry);
                }
            }
        }
        return files;
    }

    private static boolean isYaml(Path file) {
        String name = file.toString();
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    /// Rejects a link to nothing, a FIFO and the like: without its policies, Pods would be judged
    /// by others. Editors leave hidden links, and a file may be gone since the folder was listed.
    private static void rejectUnreadable(Path entry) throws IOException {
        String name = String.valueOf(entry.getFileName());
        boolean isThere = Files.exists(entry, LinkOption.NOFOLLOW_LINKS);
        if (isThere && !Files.isDirectory(entry) && !name.startsWith(".")) {
            throw new IOException(name + " is not a file");
        }
    }

    byte[] bytes() {
        return content.getBytes(StandardCharsets.ISO_8859_1);
    }
}
