package io.migrate.webhook.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;

import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Keeps the `caBundle` of every entry of a webhook configuration up to date, and no other field.
final class WebhookConfiguration<T extends HasMetadata> implements AutoCloseable {
    /// The field manager under which the API server records the fields set here.
    private static final String FIELD_MANAGER = "migrate-io-webhook";

    private static final Kind<MutatingWebhookConfiguration, MutatingWebhook> MUTATING =
            new Kind<>(
                    MutatingWebhookConfiguration::getWebhooks,
                    each -> Entry.of(each.getName(), each.getClientConfig()),
                    (name, config) ->
                            new MutatingWebhookBuilder()
                                    .withName(name)
                                    .withClientConfig(config)
                                    .build(),
                    (metadata, webhooks) ->
                            new MutatingWebhookConfigurationBuilder()
                                    .withMetadata(metadata)
                                    .withWebhooks(webhooks)
                                    .build());

    private static final Kind<ValidatingWebhookConfiguration, ValidatingWebhook> VALIDATING =
            new Kind<>(
                    ValidatingWebhookConfiguration::getWebhooks,
                    each -> Entry.of(each.getName(), each.getClientConfig()),
                    (name, config) ->
                            new ValidatingWebhookBuilder()
                                    .withName(name)
                                    .withClientConfig(config)
                                    .build(),
                    (metadata, webhooks) ->
                            new ValidatingWebhookConfigurationBuilder()
                                    .withMetadata(metadata)
                                    .withWebhooks(webhooks)
                                    .build());

    private final String name;
    private final KubernetesClient client;
    private final WatchedObject<T> watched;
    private final Kind<T, ?> kind;

    /// An entry and its bundle as PEM, empty if it has none.
    record Entry(String name, String bundle) {
        static Entry of(String name, WebhookClientConfig config) {
            String bundle = config == null ? null : config.getCaBundle();
            return new Entry(
                    name,
                    bundle == null ? "" : new String(Base64.getDecoder().decode(bundle), UTF_8));
        }
    }

    /// Reads and builds configurations of one kind. The client has no common type for both kinds.
    ///
    /// @param <W> the type of their entries
    /// @param webhook builds an entry with only its name and the client configuration
    /// @param configuration builds a configuration with only the fields that are applied
    private record Kind<T, W>(
            Function<T, List<W>> webhooks,
            Function<W, Entry> entry,
            BiFunction<String, WebhookClientConfig, W> webhook,
            BiFunction<ObjectMeta, List<W>, T> configuration) {
        List<Entry> entries(T object) {
            return webhooks.apply(object).stream().map(entry).toList();
        }

        T patch(ObjectMeta metadata, List<Entry> entries, WebhookClientConfig config) {
            return configuration.apply(
                    metadata,
                    entries.stream().map(each -> webhook.apply(each.name(), config)).toList());
        }
    }

    private WebhookConfiguration(
            KubernetesClient client,
            Resource<T> resource,
            String name,
            Runnable changed,
            Kind<T, ?> kind) {
        this.client = client;
        this.name = name;
        this.watched = new WatchedObject<>(resource, changed);
        this.kind = kind;
    }

    static WebhookConfiguration<MutatingWebhookConfiguration> mutating(
            KubernetesClient client, String name, Runnable changed) {
        var resources = client.admissionRegistration().v1().mutatingWebhookConfigurations();
        return new WebhookConfiguration<>(
                client, resources.withName(name), name, changed, MUTATING);
    }

    static WebhookConfiguration<ValidatingWebhookConfiguration> validating(
            KubernetesClient client, String name, Runnable changed) {
        var resources = client.admissionRegistration().v1().validatingWebhookConfigurations();
        return new WebhookConfiguration<>(
                client, resources.withName(name), name, changed, VALIDATING);
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
        return watched.object().map(kind::entries).orElse(List.of());
    }

    /// Writes the bundle into every entry that was last seen.
    void apply(String bundle) {
        var config =
                new WebhookClientConfigBuilder()
                        .withCaBundle(Base64.getEncoder().encodeToString(bundle.getBytes(UTF_8)))
                        .build();
        watched.object()
                .map(object -> kind.patch(identityOf(object), kind.entries(object), config))
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
