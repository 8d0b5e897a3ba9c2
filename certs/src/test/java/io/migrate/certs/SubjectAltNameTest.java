package io.migrate.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migrate.certs.SubjectAltName.Dns;
import io.migrate.certs.SubjectAltName.Ip;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectAltNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "webhook.migrate.svc",
                "webhook.migrate.svc.cluster.local",
                "a",
                "x1",
                "1password.example",
                "Host-1.EXAMPLE"
            })
    void hosts(String text) {
        assertThat(SubjectAltName.parse(text)).isEqualTo(new Dns(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.96.0.1", "::1", "fd00:10:96::a", "2001:db8::8a2e:370"})
    void addresses(String text) {
        assertThat(SubjectAltName.parse(text)).isEqualTo(new Ip(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "256.1.1.1",
                "10.0.0",
                "10.0.0.0/8",
                "[::1]",
                "::1%eth0",
                "host:8443",
                "https://host",
                "two words",
                "under_score",
                "-dash",
                "dash-",
                "dot.",
                ".dot",
                "two..dots",
                "*.example.com",
                "käse.example"
            })
    void neither(String text) {
        assertThatThrownBy(() -> SubjectAltName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is neither a DNS name nor an IP address");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 254})
    void tooLong(int length) {
        assertThatThrownBy(() -> SubjectAltName.parse("a".repeat(length)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
