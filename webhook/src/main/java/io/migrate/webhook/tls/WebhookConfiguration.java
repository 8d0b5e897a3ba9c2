package io.migrate.webhook.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;

import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A webhook configuration, in which the `caBundle` of every entry is ours, and nothing else is.
final class WebhookConfiguration<T extends HasMetadata> implements AutoCloseable {
    /// Under this name the API server keeps which fields are ours.
    private static final String FIELD_MANAGER = "migrate-io-webhook";

    private final String name;
    private final KubernetesClient client;
    private final WatchedObject<T> watched;
    private final Function<T, List<Entry>> entries;
    private final BiFunction<T, String, T> ours;

    /// An entry and its bundle as PEM, empty if it has none.
    record Entry(String name, String bundle) {
        static Entry of(String name, WebhookClientConfig called) {
            String bundle = called == null ? null : called.getCaBundle();
            return new Entry(
                    name,
                    bundle == null ? "" : new String(Base64.getDecoder().decode(bundle), UTF_8));
        }
    }

    private WebhookConfiguration(
            String name,
            KubernetesClient client,
            WatchedObject<T> watched,
            Function<T, List<Entry>> entries,
            BiFunction<T, String, T> ours) {
        this.name = name;
        this.client = client;
        this.watched = watched;
        this.entries = entries;
        this.ours = ours;
    }

    static WebhookConfiguration<MutatingWebhookConfiguration> mutating(
            KubernetesClient client, String name, Runnable changed) {
        Resource<MutatingWebhookConfiguration> resource =
                client.admissionRegistration().v1().mutatingWebhookConfigurations().withName(name);
        return new WebhookConfiguration<>(
                name,
                client,
                new WatchedObject<>(resource, changed),
                configuration ->
                        configuration.getWebhooks().stream()
                                .map(each -> Entry.of(each.getName(), each.getClientConfig()))
                                .toList(),
                (configuration, bundle) ->
                        new MutatingWebhookConfigurationBuilder()
                                .withMetadata(identityOf(configuration))
                                .withWebhooks(
                                        configuration.getWebhooks().stream()
                                                .map(each ->
                                                        new MutatingWebhookBuilder()
                                                                .withName(each.getName())
                                                                .withNewClientConfig()
                                                                .withCaBundle(bundle)
                                                                .endClientConfig()
                                                                .build())
                                                .toList())
                                .build());
    }

    static WebhookConfiguration<ValidatingWebhookConfiguration> validating(
            KubernetesClient client, String name, Runnable changed) {
        Resource<ValidatingWebhookConfiguration> resource =
                client.admissionRegistration()
                        .v1()
                        .validatingWebhookConfigurations()
                        .withName(name);
        return new WebhookConfiguration<>(
                name,
                client,
                new WatchedObject<>(resource, changed),
                configuration ->
                        configuration.getWebhooks().stream()
                                .map(each -> Entry.of(each.getName(), each.getClientConfig()))
                                .toList(),
                (configuration, bundle) ->
                        new ValidatingWebhookConfigurationBuilder()
                                .withMetadata(identityOf(configuration))
                                .withWebhooks(
                                        configuration.getWebhooks().stream()
                                                .map(each ->
                                                        new ValidatingWebhookBuilder()
                                                                .withName(each.getName())
                                                                .withNewClientConfig()
                                                                .withCaBundle(bundle)
                                                                .endClientConfig()
                                                                .build())
                                                .toList())
                                .build());
    }

    /// With the UID, since an apply without it would create what has just been deleted.
    private static ObjectMeta identityOf(HasMetadata configuration) {
        return new ObjectMetaBuilder()
                .withName(configuration.getMetadata().getName())
                .withUid(configuration.getMetadata().getUid())
                .build();
    }

    void start() {
        watched.start();
    }

    void look() {
        watched.look();
    }

    String name() {
        return name;
    }

    /// What was last seen; none if there is no such configuration.
    List<Entry> entries() {
        return watched.object().map(entries).orElse(List.of());
    }

    /// Writes the bundle into every entry that was last seen.
    void apply(String bundle) {
        String encoded = Base64.getEncoder().encodeToString(bundle.getBytes(UTF_8));
        watched.object()
                .ifPresent(configuration ->
                        watched.wrote(
                                client.resource(ours.apply(configuration, encoded))
                                        .fieldManager(FIELD_MANAGER)
                                        .forceConflicts()
                                        .serverSideApply()));
    }

    @Override
    public void close() {
        watched.close();
    }
}
