package io.migrate.migrator.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// libpq's rule for key files: only the owner has access, except that the group may read a file of
/// root (https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-CLIENTCERT).
final class KeyPermissions {
    private static final Set<PosixFilePermission> OTHERS =
            PosixFilePermissions.fromString("----wxrwx");

    private KeyPermissions() {}

    static void check(String file) throws UnusableFile {
        PosixFileAttributes attributes;
        try {
            attributes = Files.readAttributes(Path.of(file), PosixFileAttributes.class);
        } catch (IOException _) {
            throw new UnusableFile(
                    "sslkey is %s, which cannot be read; check that it is mounted".formatted(file));
        }
        Set<PosixFilePermission> given = attributes.permissions();
        boolean isRoots = attributes.owner().getName().equals("root");
        if (given.stream().anyMatch(OTHERS::contains)
                || (given.contains(PosixFilePermission.GROUP_READ) && !isRoots)) {
            throw new UnusableFile(
                    "sslkey %s can be read by others (%s); mount the Secret with defaultMode:"
                                    .formatted(file, PosixFilePermissions.toString(given))
                            + " 0400, or 0440 and an fsGroup");
        }
    }
}
