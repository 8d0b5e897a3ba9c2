package io.migrate.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

class JsonLinesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T12:30:45.678Z",
                "2026-11-24T12:30:00.005Z",
                "2026-01-01T00:00:00.000Z"
            })
    void timesAlwaysHaveSecondsAndMilliseconds(String text) {
        assertThat(JsonLines.time(Instant.parse(text).plusNanos(999))).isEqualTo(text);
    }
}
