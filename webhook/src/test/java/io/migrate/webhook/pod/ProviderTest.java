package io.migrate.webhook.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which images are known, under which registries and tags, and which ones only look like them.
class ProviderTest {
    private static final String DIGEST =
            "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0, DATABASE",
        "gcr.io/cloudsql-docker/gce-proxy:1.33, DATABASE",
        "gcr.io/alloydb-connectors/alloydb-auth-proxy, DATABASE",
        "localhost:5000/alloydb-auth-proxy, DATABASE",
        "mirror.corp:5000/gcr.io/alloydb-connectors/alloydb-auth-proxy:1@, DATABASE",
        "pgbouncer, DATABASE",
        "docker.io/edoburu/pgbouncer:v1, DATABASE",
        "registry.developers.crunchydata.com/crunchydata/crunchy-pgbouncer:ubi9, DATABASE",
        "ghcr.io/postgresml/pgcat@, DATABASE",
        "ghcr.io/pgdogdev/pgdog:v0.1.31, DATABASE",
        "ghcr.io/yandex/odyssey:1.5, DATABASE",
        "supabase/supavisor:2, DATABASE",
        "docker.io/istio/proxyv2:1.27.0-distroless, MESH",
        "cr.l5d.io/linkerd/proxy:edge-25.5.3, MESH",
        "docker.io/kumahq/kuma-dp:2, MESH",
        "hashicorp/consul-dataplane:1.2.0, MESH",
        "tailscale/tailscale:v1, TUNNEL",
        "twingate/client, TUNNEL",
        "public.ecr.aws/gravitational/tbot-distroless:18, TUNNEL",
        "envoyproxy/envoy:v1.36, PROXY",
        "postgres:18, SERVER",
        "pgvector/pgvector:pg18, SERVER",
        "hashicorp/vault:1.20, SECRETS",
        "quay.io/openbao/openbao:2, SECRETS",
        // The same last letters, the same last name, or the name somewhere else.
        "registry.example.com/shop/nopgbouncer:1, ''",
        "registry.example.com/shop/proxy:1, ''",
        "registry.example.com/shop/client:1, ''",
        "registry.example.com/pgbouncer/exporter:1, ''",
        "prometheuscommunity/pgbouncer-exporter:v0.11, ''",
        "cr.l5d.io/linkerd/proxy-init:v2, ''",
        "twingate/connector:1, ''",
        "registry.example.com/api:pgbouncer, ''",
        "'', ''"
    })
    void imagesAreKnown(String image, String provider) {
        ObjectNode container = container("x", image.replace("@", DIGEST));
        container.put("restartPolicy", "Always");

        assertThat(Provider.ofInit(container).map(Enum::name).orElse("")).isEqualTo(provider);
    }

    /// What runs to its end leaves no proxy behind, but secrets.
    @ParameterizedTest
    @CsvSource({
        "x, docker.io/istio/proxyv2:1.27.0, ''",
        "x, edoburu/pgbouncer:1, ''",
        "x, postgres:18, ''",
        "x, hashicorp/vault:1.20, SECRETS",
        "istio-validation, docker.io/istio/proxyv2:1.27.0, MESH",
        "istio-init, docker.io/istio/proxyv2:1.27.0, ''"
    })
    void thatEndsCountsByNameOrForSecrets(String name, String image, String provider) {
        assertThat(Provider.ofInit(container(name, image)).map(Enum::name).orElse(""))
                .isEqualTo(provider);
    }

    private static ObjectNode container(String name, String image) {
        return JsonNodeFactory.instance.objectNode().put("name", name).put("image", image);
    }
}
