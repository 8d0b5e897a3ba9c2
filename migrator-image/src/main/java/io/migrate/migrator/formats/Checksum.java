package io.migrate.migrator.formats;

import io.migrate.migrator.digest.Sha256;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// The checksums that histories hold.
public final class Checksum {
    private Checksum() {}

    /// Flyway's: CRC32 over the lines in UTF-8, without line ends and without a byte order mark, so
    /// that neither CRLF nor a BOM changes it. Source: Flyway's ChecksumCalculator.
    public static int crc32(String text) {
        byte[] bytes = withoutMark(text).getBytes(StandardCharsets.UTF_8);
        var crc = new CRC32();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                crc.update(bytes, start, i - start);
                start = i + 1;
            }
        }
        crc.update(bytes, start, bytes.length - start);
        return (int) crc.getValue();
    }

    /// Drizzle's and Prisma's: SHA-256 over the unchanged text, in lower-case hex.
    public static String sha256(String text) {
        return Sha256.hex(text);
    }

    /// The text without a byte order mark.
    static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
