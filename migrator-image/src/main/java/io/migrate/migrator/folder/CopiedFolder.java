package io.migrate.migrator.folder;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// A folder that an earlier container copied out of an image, with the modes that it has there.
///
/// @param path of the folder
public record CopiedFolder(Path path) {
    private static final String MODE = "unix:mode";
    private static final int OWNER_WRITE = 0200;

    /// Lets the owner write in the folder and in those below. After a reboot of the Node, kubelet
    /// runs `cp -Rf` again over what is there, and that can replace files only in folders in which
    /// it may write. Links are not followed.
    ///
    /// @return why folders stay as they are, a sentence each
    public List<String> makeWritable() {
        var problems = new ArrayList<String>();
        try {
            Files.walkFileTree(path, new Visitor(problems));
        } catch (IOException e) {
            problems.add(problem(path, e));
        }
        return problems;
    }

    private static String problem(Path folder, IOException e) {
        return "the mode of %s stays as it is: %s".formatted(folder, e);
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final List<String> problems;

        private Visitor(List<String> problems) {
            this.problems = problems;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            try {
                int mode = (int) Files.getAttribute(folder, MODE);
                if ((mode & OWNER_WRITE) == 0) {
                    Files.setAttribute(folder, MODE, mode | OWNER_WRITE);
                }
            } catch (IOException e) {
                problems.add(problem(folder, e));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            problems.add(problem(file, e));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
