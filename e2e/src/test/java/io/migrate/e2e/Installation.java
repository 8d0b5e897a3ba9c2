package io.migrate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

import org.awaitility.Awaitility;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The objects in a cluster before the first replica starts: the empty Secret, the ServiceAccount
/// with its rights, and both configurations without a caBundle.
public final class Installation {
    static final String NAMESPACE = "migrate-io-system";
    static final String SECRET = "migrate-io-webhook-ca";

    /// The name of the configuration for Pods.
    public static final String MUTATING = "migrate-io-injector";

    static final String VALIDATING = "migrate-io-workloads";
    private static final String ACCOUNT = "migrate-io-webhook";

    /// Two entries, because each must get the caBundle.
    private static final String WORKLOADS =
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: migrate-io-workloads}
            webhooks:
              - name: one.check.migrate.io
                admissionReviewVersions: [v1]
                clientConfig: {service: {name: migrate-io-webhook, namespace: migrate-io-system, path: /workloads}}
                failurePolicy: Ignore
                sideEffects: None
              - name: two.check.migrate.io
                admissionReviewVersions: [v1]
                clientConfig: {service: {name: migrate-io-webhook, namespace: migrate-io-system, path: /workloads}}
                failurePolicy: Ignore
                sideEffects: None
            """;

    private final KubernetesClient admin;

    private Installation(KubernetesClient admin) {
        this.admin = admin;
    }

    /// Creates the objects, and a namespace `shop` for Pods.
    ///
    /// @param url the URL of the webhook for the API server
    public static Installation into(Cluster cluster, String url) throws IOException {
        KubernetesClient admin = cluster.client();
        cluster.definePolicies();
        cluster.namespace(NAMESPACE, Map.of());
        cluster.namespace("shop", Map.of());
        Path base = ProjectRoot.root().resolve("manifests/base");
        try (var access = Files.newInputStream(base.resolve("webhook-access.yaml"))) {
            admin.load(access).create();
        }
        admin.load(new ByteArrayInputStream(WORKLOADS.getBytes(UTF_8))).create();
        var configuration =
                admin.getKubernetesSerialization()
                        .unmarshal(
                                Files.readString(base.resolve("mutating-webhook.yaml")),
                                MutatingWebhookConfiguration.class);
        configuration.getWebhooks().getFirst().getClientConfig().setService(null);
        configuration.getWebhooks().getFirst().getClientConfig().setUrl(url);
        admin.resource(configuration).create();
        return new Installation(admin);
    }

    /// Creates the observer's ServiceAccount with its rights, in the namespace of the webhook.
    static void observer(Cluster cluster) throws IOException {
        access(cluster, "observer-access.yaml");
    }

    /// Creates the webhook's ServiceAccount with its rights, in its namespace.
    static void webhook(Cluster cluster) throws IOException {
        access(cluster, "webhook-access.yaml");
    }

    private static void access(Cluster cluster, String file) throws IOException {
        cluster.namespace(NAMESPACE, Map.of());
        Path base = ProjectRoot.root().resolve("manifests/base");
        try (var access = Files.newInputStream(base.resolve(file))) {
            cluster.client().load(access).create();
        }
    }

    /// Registers the shipped configuration for Pods with a webhook outside the cluster, and waits
    /// until it is called.
    ///
    /// @param namespace with a ServiceAccount for Pods
    static void register(KubernetesClient client, String namespace, Webhook webhook)
            throws IOException {
        MutatingWebhookConfiguration configuration =
                client.getKubernetesSerialization()
                        .unmarshal(
                                Files.readString(
                                        ProjectRoot.root()
                                                .resolve("manifests/base/mutating-webhook.yaml")),
                                MutatingWebhookConfiguration.class);
        redirect(
                configuration.getWebhooks().getFirst().getClientConfig(),
                webhook.uri(),
                Files.readString(webhook.caFile()));
        client.resource(configuration).create();
        Pod probe =
                new PodBuilder()
                        .withNewMetadata()
                        .withName("probe")
                        .withNamespace(namespace)
                        .addToAnnotations("migrate.io/enabled", "true")
                        .addToAnnotations("migrate.io/source", "container/api:/sql")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("api")
                        .withImage("registry.example.com/api:1")
                        .endContainer()
                        .endSpec()
                        .build();
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() ->
                        !client.resource(probe)
                                .dryRun()
                                .create()
                                .getSpec()
                                .getInitContainers()
                                .isEmpty());
    }

    /// Makes API servers call a webhook outside the cluster.
    ///
    /// @param authority the certificates to trust, as PEM
    static void redirect(WebhookClientConfig called, URI url, String authority) {
        called.setService(null);
        called.setUrl(url.toString());
        called.setCaBundle(Base64.getEncoder().encodeToString(authority.getBytes(UTF_8)));
    }

    /// Returns a kubeconfig for the webhook's ServiceAccount.
    public String kubeconfig() {
        return Account.kubeconfig(admin, NAMESPACE, ACCOUNT);
    }

    Optional<Secret> secret() {
        return Optional.ofNullable(admin.secrets().inNamespace(NAMESPACE).withName(SECRET).get());
    }

    /// Returns the current object.
    public MutatingWebhookConfiguration mutating() {
        return admin.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(MUTATING)
                .get();
    }

    ValidatingWebhookConfiguration validating() {
        return admin.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(VALIDATING)
                .get();
    }

    /// The caBundles of all entries, empty if an entry has none.
    List<String> bundles() {
        var all = new ArrayList<String>();
        mutating()
                .getWebhooks()
                .forEach(each -> all.add(orEmpty(each.getClientConfig().getCaBundle())));
        validating()
                .getWebhooks()
                .forEach(each -> all.add(orEmpty(each.getClientConfig().getCaBundle())));
        return all;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /// The certificates that API servers trust when they call the webhook for Pods.
    List<X509Certificate> trusted() {
        String bundle = mutating().getWebhooks().getFirst().getClientConfig().getCaBundle();
        try {
            return bundle == null
                    ? List.of()
                    : CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(Base64.getDecoder().decode(bundle)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Overwrites the caBundle for Pods, as applying another manifest does.
    void overwrite(String bundle) {
        String encoded = Base64.getEncoder().encodeToString(bundle.getBytes(UTF_8));
        admin.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(MUTATING)
                .patch(
                        PatchContext.of(PatchType.JSON),
                        """
                        [{"op": "add", "path": "/webhooks/0/clientConfig/caBundle", "value": "%s"}]
                        """
                                .formatted(encoded));
    }

    /// Why the API server rejects or does not inject an annotated Pod; empty if it is injected.
    public Optional<String> admit(KubernetesClient client) {
        return admitted(client);
    }

    /// Why the API server rejects or does not inject an annotated Pod in the namespace `shop`,
    /// however migrate.io was installed; empty if it is injected.
    static Optional<String> admitted(KubernetesClient client) {
        Pod pod =
                client.getKubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata:
                                  generateName: api-
                                  namespace: shop
                                  annotations: {migrate.io/enabled: "true", migrate.io/source: "container/api:/sql"}
                                spec:
                                  containers: [{name: api, image: "registry.example.com/shop/api:1"}]
                                """,
                                Pod.class);
        try {
            return client.resource(pod).dryRun().create().getSpec().getInitContainers().isEmpty()
                    ? Optional.of("not injected")
                    : Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
