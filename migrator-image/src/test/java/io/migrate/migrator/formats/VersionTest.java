package io.migrate.migrator.formats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;

class VersionTest {
    /// A `long` holds every number of 18 digits, and some of 19.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "1700000000000",
                "999999999999999999",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551617",
                "000000000000000000000000000012"
            })
    void numbersHaveAnyLength(String number) {
        assertThat(Version.parse("3_" + number + ".5").orElseThrow().parts())
                .containsExactly(
                        BigInteger.valueOf(3), new BigInteger(number), BigInteger.valueOf(5));
    }
}
