package io.migrate.migrator.digest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.security.MessageDigest;
import java.util.Random;

class Sha256Test {
    /// Every length around the blocks, and larger ones in pieces.
    @Test
    void theDigestIsThatOfJava() throws Exception {
        var random = new Random(256);
        for (int length = 0; length < 400; length++) {
            var bytes = new byte[length < 300 ? length : random.nextInt(100_000)];
            random.nextBytes(bytes);
            var own = new Sha256();
            int from = 0;
            while (from < bytes.length) {
                var piece = new byte[Math.min(bytes.length - from, random.nextInt(200))];
                System.arraycopy(bytes, from, piece, 0, piece.length);
                own.update(piece);
                from += piece.length;
            }
            assertThat(own.digest())
                    .as("%d bytes", bytes.length)
                    .isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
        }
    }

    /// The example of FIPS 180-4.
    @Test
    void ofAText() {
        assertThat(Sha256.hex("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
