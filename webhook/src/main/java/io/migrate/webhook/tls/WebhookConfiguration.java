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
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/// Keeps the `caBundle` of every entry of a webhook configuration up to date, and no other field.
final class WebhookConfiguration<T extends HasMetadata> implements AutoCloseable {
    /// The field manager under which the API server records the fields set here.
    private static final String FIELD_MANAGER = "migrate-io-webhook";

    private final String name;
    private final KubernetesClient client;
    private final WatchedObject<T> watched;
    private final Function<T, List<Entry>> entries;
    private final PatchBuilder<T> patch;

    /// An entry and its bundle as PEM, empty if it has none.
    record Entry(String name, String bundle) {
        static Entry of(String name, WebhookClientConfig config) {
            String bundle = config == null ? null : config.getCaBundle();
            return new Entry(
                    name,
                    bundle == null ? "" : new String(Base64.getDecoder().decode(bundle), UTF_8));
        }
    }

    /// Builds a configuration with only the fields that are applied.
    @FunctionalInterface
    private interface PatchBuilder<T> {
        /// @param entries the names of the entries, each of which gets the client configuration
        T build(ObjectMeta metadata, List<String> entries, WebhookClientConfig config);
    }

    private WebhookConfiguration(
            KubernetesClient client,
            String name,
            WatchedObject<T> watched,
            Function<T, List<Entry>> entries,
            PatchBuilder<T> patch) {
        this.client = client;
        this.name = name;
        this.watched = watched;
        this.entries = entries;
        this.patch = patch;
    }

    static WebhookConfiguration<MutatingWebhookConfiguration> mutating(
            KubernetesClient client, String name, Runnable changed) {
        var resources = client.admissionRegistration().v1().mutatingWebhookConfigurations();
        return new WebhookConfiguration<>(
                client,
                name,
                new WatchedObject<>(resources.withName(name), changed),
                object ->
                        object.getWebhooks().stream()
                                .map(each -> Entry.of(each.getName(), each.getClientConfig()))
                                .toList(),
                (metadata, entries, config) ->
                        new MutatingWebhookConfigurationBuilder()
                                .withMetadata(metadata)
                                .withWebhooks(
                                        entries.stream()
                                                .map(each ->
                                                        new MutatingWebhookBuilder()
                                                                .withName(each)
                                                                .withClientConfig(config)
                                                                .build())
                                                .toList())
                                .build());
    }

    static WebhookConfiguration<ValidatingWebhookConfiguration> validating(
            KubernetesClient client, String name, Runnable changed) {
        var resources = client.admissionRegistration().v1().validatingWebhookConfigurations();
        return new WebhookConfiguration<>(
                client,
                name,
                new WatchedObject<>(resources.withName(name), changed),
                object ->
                        object.getWebhooks().stream()
                                .map(each -> Entry.of(each.getName(), each.getClientConfig()))
                                .toList(),
                (metadata, entries, config) ->
                        new ValidatingWebhookConfigurationBuilder()
                                .withMetadata(metadata)
                                .withWebhooks(
                                        entries.stream()
                                                .map(each ->
                                                        new ValidatingWebhookBuilder()
                                                                .withName(each)
                                                                .withClientConfig(config)
                                                                .build())
                                                .toList())
                                .build());
    }

    /// Includes the UID, because an apply without it would recreate a deleted object.
    private static ObjectMeta identityOf(HasMetadata object) {
        return new ObjectMetaBuilder()
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .build();
    }

    void start() {
        watched.start();
    }

    void refresh() {
        watched.refresh();
    }

    String name() {
        return name;
    }

    /// The entries as last seen; none if the configuration does not exist.
    List<Entry> entries() {
        return watched.object().map(entries).orElse(List.of());
    }

    /// Writes the bundle into every entry that was last seen.
    void apply(String bundle) {
        var config =
                new WebhookClientConfigBuilder()
                        .withCaBundle(Base64.getEncoder().encodeToString(bundle.getBytes(UTF_8)))
                        .build();
        watched.object()
                .map(object ->
                        patch.build(
                                identityOf(object),
                                entries.apply(object).stream().map(Entry::name).toList(),
                                config))
                .ifPresent(object ->
                        watched.written(
                                client.resource(object)
                                        .fieldManager(FIELD_MANAGER)
                                        .forceConflicts()
                                        .serverSideApply()));
    }

    @Override
    public void close() {
        watched.close();
    }
}
