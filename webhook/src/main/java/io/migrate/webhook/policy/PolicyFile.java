package io.migrate.webhook.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    /// @throws IOException if the folder or a file cannot be read
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
        try (var entries = Files.list(path)) {
            return entries.filter(PolicyFile::isYaml).sorted().toList();
        }
    }

    private static boolean isYaml(Path file) {
        String name = file.toString();
        return Files.isRegularFile(file) && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    byte[] bytes() {
        return content.getBytes(StandardCharsets.ISO_8859_1);
    }
}
