package io.migrate.e2e;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.migrate.certs.Lifetimes;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A cluster for releases of the chart, with the rest of what a running release needs: there is no
/// Node, so a replica in this process answers the API server, and this class writes the statuses of
/// kubelet and controllers.
///
/// The API server calls the Service of the chart itself: an EndpointSlice leads to a proxy.
final class ChartRelease implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SERVICE = "migrate-io-webhook";
    private static final List<String> DEPLOYMENTS = List.of(SERVICE, "migrate-io-observer");

    private final Cluster cluster;
    private final InetAddress address;
    private final ServiceProxy proxy;
    private Optional<Replica> replica = Optional.empty();

    private ChartRelease(Cluster cluster, InetAddress address) throws IOException {
        this.cluster = cluster;
        this.address = address;
        this.proxy = new ServiceProxy(address, Duration.ofMillis(200));
    }

    /// Starts a cluster with an empty namespace `shop`.
    static ChartRelease start(Path work) throws IOException {
        InetAddress address =
                Cluster.present(address(), "network address other than the loopback address");
        Cluster cluster = Cluster.withFlags(work, Map.of("--enable-aggregator-routing", "true"));
        cluster.namespace("shop", Map.of());
        return new ChartRelease(cluster, address);
    }

    /// An address that an EndpointSlice may contain.
    private static Optional<InetAddress> address() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each -> each instanceof Inet4Address)
                .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                .findFirst();
    }

    Cluster cluster() {
        return cluster;
    }

    KubernetesClient client() {
        return cluster.client();
    }

    /// Starts a replica with the rights of the installed ServiceAccount, and waits until annotated
    /// Pods are injected.
    void answer() {
        stopAnswering();
        Replica started =
                new Replica(
                        Account.kubeconfig(client(), Installation.NAMESPACE, SERVICE),
                        Lifetimes.STANDARD,
                        Clock.systemUTC());
        replica = Optional.of(started);
        proxy.add(started.port());
        endpoint();
        Awaitility.await().atMost(PATIENCE).until(() -> Installation.admitted(client()).isEmpty());
    }

    /// Stops the replica.
    void stopAnswering() {
        replica.ifPresent(each -> {
            proxy.remove(each.port());
            each.close();
        });
        replica = Optional.empty();
    }

    private void endpoint() {
        client().resource(
                        new EndpointSliceBuilder()
                                .withNewMetadata()
                                .withName(SERVICE + "-proxy")
                                .withNamespace(Installation.NAMESPACE)
                                .addToLabels("kubernetes.io/service-name", SERVICE)
                                .endMetadata()
                                .withAddressType("IPv4")
                                .addNewEndpoint()
                                .withAddresses(address.getHostAddress())
                                .withNewConditions()
                                .withReady(true)
                                .endConditions()
                                .endEndpoint()
                                .addNewPort()
                                .withName("https")
                                .withProtocol("TCP")
                                .withPort(proxy.port())
                                .endPort()
                                .build())
                .serverSideApply();
    }

    /// Writes the status of both Deployments.
    ///
    /// @param missing how many replicas of each are not ready
    void deploymentsLack(int missing) {
        for (String name : DEPLOYMENTS) {
            var deployment =
                    client().apps()
                            .deployments()
                            .inNamespace(Installation.NAMESPACE)
                            .withName(name);
            int replicas = deployment.get().getSpec().getReplicas();
            deployment
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            """
                            {"status": {"observedGeneration": %d, "replicas": %d, "updatedReplicas": %2$d,
                              "readyReplicas": %d, "availableReplicas": %3$d}}
                            """
                                    .formatted(
                                            deployment.get().getMetadata().getGeneration(),
                                            replicas,
                                            replicas - missing));
        }
    }

    @Override
    public void close() throws IOException {
        stopAnswering();
        proxy.close();
        cluster.close();
    }
}
