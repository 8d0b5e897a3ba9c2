package io.migrate.certs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The JDK's own TLS implementation, which uses the system clock, accepts these certificates.
class HandshakeTest {
    private final Instant now = Instant.now();
    private static final Duration DAY = Duration.ofDays(1);
    private static final List<String> NAMES =
            List.of("webhook.migrate.svc", "localhost", "127.0.0.1", "::1");

    private final CertificateAuthority authority = CertificateAuthority.create(now, DAY);
    private final Leaf leaf = authority.issue(NAMES, now, DAY);

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void everyNameIsAccepted(String protocol) throws Exception {
        for (String name : NAMES) {
            assertThat(new Handshake(leaf, authority, protocol).with(name)).as(name).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.migrate.svc", "migrate.svc", "127.0.0.2", "::2"})
    void anotherNameIsRefused(String name) throws Exception {
        assertThat(new Handshake(leaf, authority, "TLSv1.3").with(name))
                .hasValueSatisfying(why -> assertThat(why).contains("No ").contains(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientTrustingAnotherGenerationRefuses(String protocol) throws Exception {
        var other = CertificateAuthority.create(now, DAY);

        assertThat(new Handshake(leaf, other, protocol).with("localhost"))
                .hasValueSatisfying(why -> assertThat(why).contains("unable to find valid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anExpiredLeafIsRefused(String protocol) throws Exception {
        var old = CertificateAuthority.create(now.minus(DAY), DAY.multipliedBy(3));
        var expired = old.issue(NAMES, now.minus(DAY), Duration.ofHours(1));

        assertThat(new Handshake(expired, old, protocol).with("localhost"))
                .hasValueSatisfying(why -> assertThat(why).contains("NotAfter"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aPairReadFromPemIsAccepted(String protocol) throws Exception {
        var pem = Pem.readLeaf(Pem.write(leaf.chain()), Pem.write(leaf.key()), now);

        assertThat(pem)
                .isInstanceOfSatisfying(
                        ParseResult.Usable.class,
                        usable -> assertThat(usable.value()).isEqualTo(leaf));
        assertThat(new Handshake(leaf, authority, protocol).with("localhost")).isEmpty();
    }
}
