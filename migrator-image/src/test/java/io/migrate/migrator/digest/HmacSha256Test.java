package io.migrate.migrator.digest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

class HmacSha256Test {
    private static final HexFormat HEX = HexFormat.of();

    /// The test cases 1 to 4, 6 and 7 of RFC 4231; a number is how often the byte is repeated.
    @ParameterizedTest
    @CsvSource({
        "20,0b,4869205468657265,b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "1,4a656665,7768617420646f2079612077616e7420666f72206e6f7468696e673f,"
                + "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "20,aa,dddddddddddddddddddddddddddddddddddddddddddddddddddd"
                + "dddddddddddddddddddddddddddddddddddddddddddddddd,"
                + "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        "1,0102030405060708090a0b0c0d0e0f10111213141516171819,"
                + "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
                + "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd,"
                + "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        "131,aa,54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a"
                + "65204b6579202d2048617368204b6579204669727374,"
                + "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    })
    void theCodeIsThatOfTheStandard(int times, String key, String message, String code) {
        var hmac = new HmacSha256(HEX.parseHex(key.repeat(times)));
        for (int again = 0; again < 2; again++) {
            assertThat(HEX.formatHex(hmac.of(HEX.parseHex(message)))).isEqualTo(code);
        }
    }

    @Test
    void theCodeIsThatOfJava() throws Exception {
        var random = new Random(4231);
        for (int length = 1; length < 300; length++) {
            byte[] key = bytes(random, length);
            byte[] message = bytes(random, random.nextInt(500));
            Mac java = Mac.getInstance("HmacSHA256");
            java.init(new SecretKeySpec(key, "HmacSHA256"));
            assertThat(new HmacSha256(key).of(message)).isEqualTo(java.doFinal(message));
        }
    }

    /// PBKDF2, which has no test vectors for this hash function in a standard.
    @Test
    void iterationsAreThoseOfJava() throws Exception {
        var random = new Random(8018);
        for (int iterations : new int[] {1, 2, 3, 100, 4096}) {
            byte[] salt = bytes(random, 1 + random.nextInt(40));
            String password = "pencil".repeat(1 + random.nextInt(20));
            byte[] java =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(
                                    new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                            .getEncoded();
            assertThat(
                            HmacSha256.iterated(
                                    password.getBytes(StandardCharsets.US_ASCII), salt, iterations))
                    .isEqualTo(java);
        }
    }

    private static byte[] bytes(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
