package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsCheckTest {
    @ParameterizedTest
    @CsvSource({
        "{ready: true}, OK, has 1 ready endpoint",
        "null, OK, has 1 ready endpoint",
        "{}, OK, has 1 ready endpoint",
        "{ready: false}, ERROR, has no ready endpoints: annotated Pods cannot be created",
    })
    void whatIsNotUnreadyIsReady(String conditions, Severity severity, String message) {
        try (var server = ApiServer.start()) {
            server.put(Installation.MUTATING, Installation.mutating("", "Fail", "IfNeeded", "[]"));
            server.putList(Installation.ENDPOINTS, Installation.endpoints(conditions));
            assertThat(new EndpointsCheck().run(server.cluster()))
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.severity()).isEqualTo(severity);
                        assertThat(each.message()).isEqualTo(message);
                    });
        }
    }
}
