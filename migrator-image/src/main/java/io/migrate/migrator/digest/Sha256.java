package io.migrate.migrator.digest;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// SHA-256: https://doi.org/10.6028/NIST.FIPS.180-4 (sections 4.1.2, 4.2.2, 5 and 6.2).
///
/// Java's own is not used, because of the start of short runs: to look up its provider and to run
/// it uncompiled took 14 ms for a folder of a hundred migrations.
public final class Sha256 {
    private static final int DIGEST_BYTES = 32;
    private static final int BLOCK = 64;
    private static final int LENGTH_FIELD = 8;

    private static final int[] K = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
        0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
        0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
        0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
        0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
        0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
        0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
        0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
        0xc67178f2
    };

    private final int[] state = {
        0x6a09e667,
        0xbb67ae85,
        0x3c6ef372,
        0xa54ff53a,
        0x510e527f,
        0x9b05688c,
        0x1f83d9ab,
        0x5be0cd19
    };

    private final int[] schedule = new int[BLOCK];
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private long total;

    /// The digest of a text in UTF-8, in lower-case hex.
    public static String hex(String text) {
        return new Sha256().update(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /// Adds bytes.
    public Sha256 update(byte[] bytes) {
        total += bytes.length;
        int from = 0;
        while (bytes.length - from >= BLOCK - filled) {
            if (filled == 0) {
                process(bytes, from);
                from += BLOCK;
            } else {
                int missing = BLOCK - filled;
                System.arraycopy(bytes, from, block, filled, missing);
                process(block, 0);
                filled = 0;
                from += missing;
            }
        }
        System.arraycopy(bytes, from, block, filled, bytes.length - from);
        filled += bytes.length - from;
        return this;
    }

    /// Goes back to where another one is, which must be at the end of a block.
    Sha256 resume(Sha256 other) {
        System.arraycopy(other.state, 0, state, 0, state.length);
        total = other.total;
        filled = 0;
        return this;
    }

    /// The digest of all bytes, after which no more can be added.
    public byte[] digest() {
        long bits = total * Byte.SIZE;
        int zeros = (2 * BLOCK - LENGTH_FIELD - 1 - filled) % BLOCK;
        var padding = new byte[1 + zeros + LENGTH_FIELD];
        padding[0] = (byte) 0x80;
        for (int i = 0; i < LENGTH_FIELD; i++) {
            padding[padding.length - 1 - i] = (byte) (bits >>> (Byte.SIZE * i));
        }
        update(padding);
        var digest = new byte[DIGEST_BYTES];
        for (int i = 0; i < DIGEST_BYTES; i++) {
            digest[i] = (byte) (state[i / 4] >>> (24 - Byte.SIZE * (i % 4)));
        }
        return digest;
    }

    /// The digest in lower-case hex.
    public String hex() {
        return HexFormat.of().formatHex(digest());
    }

    private void process(byte[] bytes, int from) {
        int[] w = schedule;
        for (int t = 0, i = from; t < 16; t++, i += 4) {
            w[t] =
                    (bytes[i] << 24)
                            | ((bytes[i + 1] & 0xff) << 16)
                            | ((bytes[i + 2] & 0xff) << 8)
                            | (bytes[i + 3] & 0xff);
        }
        for (int t = 16; t < BLOCK; t++) {
            int x = w[t - 15];
            int y = w[t - 2];
            // Shifts instead of Integer.rotateRight: a call costs more than the rest, uncompiled.
            w[t] =
                    w[t - 16]
                            + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3))
                            + w[t - 7]
                            + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10));
        }
        rounds(w);
    }

    private void rounds(int[] w) {
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        int f = state[5];
        int g = state[6];
        int h = state[7];
        for (int t = 0; t < BLOCK; t++) {
            int one =
                    h
                            + (((e >>> 6) | (e << 26))
                                    ^ ((e >>> 11) | (e << 21))
                                    ^ ((e >>> 25) | (e << 7)))
                            + ((e & f) ^ (~e & g))
                            + K[t]
                            + w[t];
            int two =
                    (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10)))
                            + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + one;
            d = c;
            c = b;
            b = a;
            a = one + two;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}
