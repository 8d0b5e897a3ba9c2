package io.migrate.migrator.url;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Percent-decoding as libpq does it: `+` is a plus sign, `%` must be followed by two hex digits.
/// Source: conninfo_uri_decode in PostgreSQL's fe-connect.c.
final class PercentDecoding {
    private PercentDecoding() {}

    static String decode(String text) throws BadUrl {
        if (text.chars().anyMatch(each -> each <= ' ')) {
            throw new BadUrl(
                    "the URL contains an unencoded space or line break; encode a space as %20, and"
                            + " put the URL on one line");
        }
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded.write(bytes[i]);
                continue;
            }
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new BadUrl(
                        "a % is not followed by two hex digits; encode a percent sign as %25");
            }
            if (high == 0 && low == 0) {
                throw new BadUrl("the URL contains %00, which PostgreSQL does not allow");
            }
            decoded.write(high * 16 + low);
            i += 2;
        }
        return utf8(decoded.toByteArray());
    }

    /// The driver sends only UTF-8: other bytes would arrive as a different password.
    private static String utf8(byte[] bytes) throws BadUrl {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw new BadUrl(
                    "the percent-encoded bytes are not UTF-8; encode ü as %C3%BC, not as %FC");
        }
    }
}
