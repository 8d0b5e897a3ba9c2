package io.migrate.migrator.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/// Converts older key formats to PKCS#8, the only one that Java reads, by wrapping them with the
/// name of the algorithm (RFC 5958).
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int EC_PARAMETERS = 0xA0;

    private static final byte[] VERSION = HexFormat.of().parseHex("020100");

    /// rsaEncryption, without parameters.
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");

    /// id-ecPublicKey; the curve follows.
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Der() {}

    /// Wraps an RSA key (RFC 8017, A.1.2).
    static byte[] fromPkcs1(byte[] key) {
        return envelope(RSA, key);
    }

    /// Wraps an EC key (RFC 5915), whose curve is a field of the key.
    ///
    /// @throws UnusableFile if the key names no curve
    static byte[] fromSec1(byte[] key) throws UnusableFile {
        int at = contents(key, 0);
        while (at < key.length) {
            int from = contents(key, at);
            int to = from + length(key, at);
            if (to > key.length) {
                break;
            }
            if ((key[at] & 0xFF) == EC_PARAMETERS) {
                return envelope(join(EC, Arrays.copyOfRange(key, from, to)), key);
            }
            at = to;
        }
        throw new UnusableFile("sslkey is an EC key that does not name its curve");
    }

    private static byte[] envelope(byte[] algorithm, byte[] key) {
        return wrap(SEQUENCE, join(VERSION, wrap(SEQUENCE, algorithm), wrap(OCTETS, key)));
    }

    private static int contents(byte[] der, int at) {
        int first = at + 1 < der.length ? der[at + 1] & 0xFF : 0;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
    }

    private static int length(byte[] der, int at) {
        int first = at + 1 < der.length ? der[at + 1] & 0xFF : 0;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = at + 2; i < Math.min(contents(der, at), der.length); i++) {
            length = (length << 8) | (der[i] & 0xFF);
        }
        return Math.max(0, length);
    }

    private static byte[] wrap(int tag, byte[] contents) {
        var der = new ByteArrayOutputStream();
        der.write(tag);
        if (contents.length < 0x80) {
            der.write(contents.length);
        } else {
            der.write(0x82);
            der.write(contents.length >> 8);
            der.write(contents.length);
        }
        der.writeBytes(contents);
        return der.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
