package io.migrate.webhook.migration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import java.time.Duration;

class EventMessageTest {
    @ParameterizedTest
    @CsvFileSource(resources = "/durations.txt", delimiter = '|')
    void durationsReadAsInTheMigratorsMessages(long millis, String text) {
        assertThat(EventMessage.time(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
