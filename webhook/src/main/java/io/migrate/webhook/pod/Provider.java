package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a well-known program brings to the containers that start after it. Programs are known by
/// their images, under any registry and tag, and by the names that their injectors give to
/// containers.
public enum Provider {
    /// The network of a service mesh: https://istio.io/latest/docs/,
    /// https://linkerd.io/2/reference/architecture/, https://kuma.io/docs/,
    /// https://developer.hashicorp.com/consul/docs/connect/dataplane.
    MESH,

    /// A connection to PostgreSQL: https://cloud.google.com/sql/docs/postgres/sql-proxy,
    /// https://cloud.google.com/alloydb/docs/auth-proxy/overview, https://www.pgbouncer.org,
    /// https://github.com/postgresml/pgcat, https://github.com/pgdogdev/pgdog,
    /// https://github.com/yandex/odyssey, https://www.pgpool.net,
    /// https://github.com/supabase/supavisor.
    DATABASE,

    /// PostgreSQL itself, for previews and tests: https://hub.docker.com/_/postgres,
    /// https://postgis.net, https://github.com/pgvector/pgvector, https://docs.timescale.com.
    SERVER,

    /// A VPN or a tunnel, which may lead to the database: https://tailscale.com/kb/1185/kubernetes,
    /// https://www.twingate.com/docs/linux-headless, https://docs.netbird.io, https://openziti.io,
    /// https://goteleport.com/docs, https://developer.hashicorp.com/boundary,
    /// https://www.wireguard.com, https://github.com/qdm12/gluetun,
    /// http://www.dest-unreach.org/socat, https://www.harding.motd.ca/autossh,
    /// https://github.com/ghostunnel/ghostunnel, https://www.stunnel.org.
    TUNNEL,

    /// A general proxy, which more often leads to the application: https://www.envoyproxy.io,
    /// https://www.haproxy.org,
    /// https://developers.cloudflare.com/cloudflare-one/connections/connect-networks.
    PROXY,

    /// Secrets in a volume: https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent,
    /// https://openbao.org/docs/agent-and-proxy/agent,
    /// https://github.com/cyberark/secrets-provider-for-k8s.
    SECRETS;

    private static final List<Provider> ALL = List.of(values());

    private static final Map<Provider, Set<String>> NAMES =
            Map.of(
                    MESH,
                    Set.of(
                            "istio-proxy",
                            "istio-validation",
                            "linkerd-proxy",
                            "linkerd-network-validator",
                            "kuma-sidecar",
                            "consul-dataplane"),
                    DATABASE,
                    Set.of(
                            "cloud-sql-proxy",
                            "cloudsql-proxy",
                            "alloydb-auth-proxy",
                            "sql-proxy",
                            "pgbouncer",
                            "pgcat",
                            "pgdog",
                            "pgpool",
                            "supavisor"),
                    SERVER,
                    Set.of(),
                    TUNNEL,
                    Set.of("tailscale"),
                    PROXY,
                    Set.of(),
                    SECRETS,
                    Set.of("vault-agent", "vault-agent-init"));

    /// The last elements of the repositories: as many as distinguish them from others.
    private static final Map<Provider, Set<String>> IMAGES =
            Map.of(
                    MESH,
                    Set.of("proxyv2", "linkerd/proxy", "kuma-dp", "consul-dataplane"),
                    DATABASE,
                    Set.of(
                            "cloud-sql-proxy",
                            "gce-proxy",
                            "alloydb-auth-proxy",
                            "pgbouncer",
                            "crunchy-pgbouncer",
                            "pgcat",
                            "pgdog",
                            "odyssey",
                            "pgpool",
                            "pgpool2",
                            "supavisor"),
                    SERVER,
                    Set.of(
                            "postgres",
                            "postgresql",
                            "postgis",
                            "pgvector",
                            "timescaledb",
                            "timescaledb-ha"),
                    TUNNEL,
                    Set.of(
                            "tailscale",
                            "twingate/client",
                            "netbird",
                            "ziti-tunnel",
                            "ziti-edge-tunnel",
                            "teleport",
                            "teleport-distroless",
                            "teleport-ent-distroless",
                            "tbot-distroless",
                            "boundary",
                            "wireguard",
                            "gluetun",
                            "socat",
                            "autossh",
                            "ghostunnel",
                            "stunnel"),
                    PROXY,
                    Set.of("envoy", "haproxy", "cloudflared"),
                    SECRETS,
                    Set.of("vault", "vault-enterprise", "openbao", "secrets-provider-for-k8s"));

    /// Returns what a container provides, if its name or its image says so.
    public static Optional<Provider> of(JsonNode container) {
        String repository = repository(container.path("image").asText());
        for (Provider each : ALL) {
            if (each.isName(container) || each.isImage(repository)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /// Returns what an init container provides to those after it. One that runs to its end leaves
    /// no proxy behind, so its image counts only if that writes secrets: `istio-init` has the image
    /// of a proxy.
    static Optional<Provider> ofInit(JsonNode container) {
        return of(container)
                .filter(provider ->
                        provider == SECRETS
                                || OtherInitContainers.isSidecar(container)
                                || provider.isName(container));
    }

    private boolean isName(JsonNode container) {
        return NAMES.get(this).contains(PodView.name(container));
    }

    private boolean isImage(String repository) {
        for (String image : IMAGES.get(this)) {
            if (repository.endsWith(image) && isElement(repository, image.length())) {
                return true;
            }
        }
        return false;
    }

    /// Whether the last characters of a repository are whole elements.
    private static boolean isElement(String repository, int length) {
        return repository.length() == length
                || repository.charAt(repository.length() - length - 1) == '/';
    }

    /// The image without tag and digest.
    private static String repository(String image) {
        int digest = image.indexOf('@');
        String tagged = digest < 0 ? image : image.substring(0, digest);
        int tag = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
        return tag < 0 ? tagged : tagged.substring(0, tag);
    }
}
