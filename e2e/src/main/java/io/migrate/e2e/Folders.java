package io.migrate.e2e;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.LockSupport;

/// Copies and deletes folders.
final class Folders {
    private static final int ATTEMPTS = 50;
    private static final long PAUSE_NANOS = 100_000_000;

    private Folders() {}

    static void copy(Path from, Path to) throws IOException {
        try (var tree = Files.walk(from)) {
            for (Path each : tree.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }

    /// Deletes a folder, with retries while a stopping server still writes to it.
    static void delete(Path folder) {
        for (int i = 0; i < ATTEMPTS && Files.exists(folder); i++) {
            try {
                Files.walkFileTree(folder, new Deletion());
            } catch (IOException _) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        if (Files.exists(folder)) {
            System.err.println("cannot delete " + folder);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
