package io.migrate.migrator.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import java.time.Duration;

class HumanReadableTest {
    @ParameterizedTest
    @CsvFileSource(resources = "/durations.txt", delimiter = '|')
    void durationsReadAsInEvents(long millis, String text) {
        assertThat(HumanReadable.time(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
