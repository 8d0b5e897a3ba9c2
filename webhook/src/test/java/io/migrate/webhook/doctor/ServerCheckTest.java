package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCheckTest {
    @ParameterizedTest
    @CsvSource({
        "v1.29.14, ERROR",
        "v1.30.0, OK",
        "v1.33.1-gke.1234, OK",
        "v1.30.4+k3s1, OK",
        "v2.0.0, OK",
        "unknown, WARNING"
    })
    void fromThatVersionOn(String version, Severity severity) {
        try (var server = ApiServer.start()) {
            server.put("/version", "{gitVersion: " + version + "}");
            assertThat(new ServerCheck().run(server.cluster()))
                    .singleElement()
                    .satisfies(each -> assertThat(each.severity()).isEqualTo(severity));
        }
    }
}
