package io.migrate.migrator.folder;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// What a path leads to, links followed. Nothing is opened: opening a FIFO blocks.
public enum EntryType {
    FILE("a file"),
    FOLDER("a folder"),
    FIFO("a FIFO"),
    SOCKET("a socket"),
    CHARACTER_DEVICE("a character device"),
    BLOCK_DEVICE("a block device"),
    BROKEN_LINK("a link to nothing"),
    LINK_LOOP("a link that leads back to itself"),
    OTHER("neither a file nor a folder"),
    ABSENT("absent");

    /// The bits of a file's type in `st_mode`: https://man7.org/linux/man-pages/man7/inode.7.html
    private static final int TYPE_BITS = 0xF000;

    private final String description;

    EntryType(String description) {
        this.description = description;
    }

    /// The type of what a path leads to.
    ///
    /// @throws IOException if a folder on the way cannot be read
    static EntryType of(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                return FILE;
            }
            return attributes.isDirectory() ? FOLDER : special(path);
        } catch (NoSuchFileException _) {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? BROKEN_LINK : ABSENT;
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            if (Files.isSymbolicLink(path)) {
                // Linux reports a loop (ELOOP) as text only.
                return String.valueOf(e.getReason()).contains("symbolic links")
                        ? LINK_LOOP
                        : BROKEN_LINK;
            }
            if (isBelowFile(path)) {
                return ABSENT;
            }
            throw e;
        }
    }

    /// Whether a part of the path is a file, so that nothing can be below it.
    private static boolean isBelowFile(Path path) {
        for (Path each = path.getParent(); each != null; each = each.getParent()) {
            if (Files.exists(each)) {
                return !Files.isDirectory(each);
            }
        }
        return false;
    }

    private static EntryType special(Path path) throws IOException {
        return switch ((int) Files.getAttribute(path, "unix:mode") & TYPE_BITS) {
            case 0x1000 -> FIFO;
            case 0x2000 -> CHARACTER_DEVICE;
            case 0x6000 -> BLOCK_DEVICE;
            case 0xC000 -> SOCKET;
            default -> OTHER;
        };
    }

    /// Why it cannot be read, as the predicate of a sentence about it.
    ///
    /// @param expected what it has to be, [#FILE] or [#FOLDER]
    String insteadOf(EntryType expected, Path path) throws IOException {
        return switch (this) {
            case BROKEN_LINK ->
                    Files.isSymbolicLink(path)
                            ? "is a link to %s, which does not exist"
                                    .formatted(Files.readSymbolicLink(path))
                            : "is " + description;
            case LINK_LOOP, ABSENT -> "is " + description;
            case FILE, FOLDER, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE, OTHER ->
                    "is %s, not %s".formatted(description, expected.description);
        };
    }
}
