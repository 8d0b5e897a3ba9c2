package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import io.migrate.webhook.crd.Definition;
import io.migrate.webhook.nodes.NodeVersions;
import io.migrate.webhook.record.UninjectedPods;
import io.migrate.webhook.store.NodeResources;
import io.migrate.webhook.store.PolicyResources;
import io.migrate.webhook.tls.WebhookConfigurationNames;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The cluster as the checks see it. Each object is requested once, however many checks look at it.
/// Methods that send requests throw a {@link KubernetesClientException} if the API server does not
/// respond, or responds with an error other than 401, 403 and 404.
final class Cluster {
    /// The page size that kubectl uses too.
    private static final long PAGE = 500;

    /// The key of a request that is the only one of its kind.
    private static final String ONLY = "";

    private final KubernetesClient client;
    private final Diagnosis.Settings settings;
    private final Instant now;
    private final InstallationNames names;
    private final ReferencedObjects referenced;

    private final Memo<String, VersionInfo> version = new Memo<>();
    private final Memo<Definition, Lookup<CustomResourceDefinition>> definitions = new Memo<>();
    private final Memo<String, Lookup<MutatingWebhookConfiguration>> mutating = new Memo<>();
    private final Memo<String, Lookup<ValidatingWebhookConfiguration>> validating = new Memo<>();
    private final Memo<String, Lookup<ValidatingAdmissionPolicy>> admissionPolicies = new Memo<>();
    private final Memo<String, Lookup<ValidatingAdmissionPolicyBinding>> admissionPolicyBindings =
            new Memo<>();
    private final Memo<String, Lookup<Deployment>> deployments = new Memo<>();
    private final Memo<String, Lookup<Secret>> secrets = new Memo<>();
    private final Memo<String, Lookup<List<Pod>>> ownPods = new Memo<>();
    private final Memo<String, Lookup<List<Event>>> ownEvents = new Memo<>();
    private final Memo<String, Lookup<List<EndpointSlice>>> endpoints = new Memo<>();
    private final Memo<String, Lookup<StoredPolicies>> policies = new Memo<>();
    private final Memo<String, Lookup<List<Namespace>>> optedOut = new Memo<>();
    private final Memo<String, Lookup<List<NodeVersions>>> nodes = new Memo<>();
    private final Memo<String, Lookup<SubjectAccessReview>> nodesRight = new Memo<>();

    /// @param now the time at which certificates must be valid
    Cluster(KubernetesClient client, Diagnosis.Settings settings, Instant now) {
        this.client = client;
        this.settings = settings;
        this.now = now;
        this.names = new InstallationNames(settings.namespace());
        this.referenced = new ReferencedObjects(client);
    }

    InstallationNames names() {
        return names;
    }

    Diagnosis.Settings settings() {
        return settings;
    }

    Instant now() {
        return now;
    }

    /// The URL of the API server.
    String url() {
        return client.getConfiguration().getMasterUrl();
    }

    private static <K, T> Lookup<T> once(Memo<K, Lookup<T>> memo, K key, Supplier<T> request) {
        return memo.get(key, () -> Lookup.of(request));
    }

    VersionInfo version() {
        return version.get(ONLY, client::getKubernetesVersion);
    }

    /// Whether the API server responds at all.
    boolean responds() {
        try {
            version();
            return true;
        } catch (KubernetesClientException _) {
            return false;
        }
    }

    Lookup<CustomResourceDefinition> definition(Definition definition) {
        var all = client.apiextensions().v1().customResourceDefinitions();
        return once(definitions, definition, () -> all.withName(definition.objectName()).get());
    }

    /// The webhooks of the MutatingWebhookConfiguration.
    Lookup<List<WebhookEntry>> podWebhooks() {
        String name = WebhookConfigurationNames.MUTATING;
        var all = client.admissionRegistration().v1().mutatingWebhookConfigurations();
        return once(mutating, name, () -> all.withName(name).get()).map(WebhookEntry::of);
    }

    /// The webhooks of the ValidatingWebhookConfiguration.
    Lookup<List<WebhookEntry>> workloadWebhooks() {
        String name = WebhookConfigurationNames.VALIDATING;
        var all = client.admissionRegistration().v1().validatingWebhookConfigurations();
        return once(validating, name, () -> all.withName(name).get()).map(WebhookEntry::of);
    }

    /// Whether no Pod depends on the webhook, because no configuration makes API servers call it.
    boolean isNotCalled() {
        return podWebhooks() instanceof Lookup.NotFound<List<WebhookEntry>>;
    }

    /// The webhooks of both configurations, as far as they were found.
    List<WebhookEntry> allWebhooks() {
        var all = new ArrayList<>(podWebhooks().found().orElse(List.of()));
        all.addAll(workloadWebhooks().found().orElse(List.of()));
        return all;
    }

    /// A policy by which the API server itself refuses requests.
    Lookup<ValidatingAdmissionPolicy> admissionPolicy(String name) {
        var all = client.admissionRegistration().v1().validatingAdmissionPolicies();
        return once(admissionPolicies, name, () -> all.withName(name).get());
    }

    /// The binding that puts such a policy in force.
    Lookup<ValidatingAdmissionPolicyBinding> admissionPolicyBinding(String name) {
        var all = client.admissionRegistration().v1().validatingAdmissionPolicyBindings();
        return once(admissionPolicyBindings, name, () -> all.withName(name).get());
    }

    /// A Deployment of the installation.
    Lookup<Deployment> deployment(String name) {
        var all = client.apps().deployments().inNamespace(names.namespace());
        return once(deployments, name, () -> all.withName(name).get());
    }

    /// A Secret of the installation.
    Lookup<Secret> secret(String name) {
        var all = client.secrets().inNamespace(names.namespace());
        return once(secrets, name, () -> all.withName(name).get());
    }

    /// The Pods in the namespace of the webhook; none if they are forbidden, because they only
    /// explain a finding.
    List<Pod> ownPods() {
        var all = client.pods().inNamespace(names.namespace());
        return once(ownPods, ONLY, () -> all.list().getItems()).found().orElse(List.of());
    }

    /// The Events in the namespace of the webhook; none if they are forbidden.
    List<Event> ownEvents() {
        var all = client.v1().events().inNamespace(names.namespace());
        return once(ownEvents, ONLY, () -> all.list().getItems()).found().orElse(List.of());
    }

    /// The EndpointSlices of the webhook's Service.
    Lookup<List<EndpointSlice>> endpoints() {
        var all =
                client.discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(names.namespace())
                        .withLabel("kubernetes.io/service-name", InstallationNames.WEBHOOK);
        return once(endpoints, ONLY, () -> all.list().getItems());
    }

    /// The policies of all namespaces, and of the cluster.
    Lookup<StoredPolicies> policies() {
        return once(
                policies,
                ONLY,
                () -> StoredPolicies.of(PolicyResources.list(client), settings.builtIn()));
    }

    /// The keys of an object that a policy references; its values are not kept.
    Lookup<Set<String>> keys(String namespace, Reference.Kind kind, String name) {
        return referenced.keys(namespace, kind, name);
    }

    /// The names of the Namespaces that opt out of injection.
    Lookup<Set<String>> optedOut() {
        var all = client.namespaces();
        var labelled = new ListOptionsBuilder().withLabelSelector(UninjectedPods.OPTED_OUT).build();
        return once(optedOut, ONLY, () -> all.list(labelled).getItems())
                .map(found ->
                        found.stream()
                                .map(each -> each.getMetadata().getName())
                                .collect(Collectors.toUnmodifiableSet()));
    }

    /// The versions of all Nodes.
    Lookup<List<NodeVersions>> nodes() {
        return once(nodes, ONLY, () -> NodeResources.versions(client));
    }

    /// Whether the account of the webhook may list Nodes. The API server answers the question and
    /// stores nothing.
    Lookup<Boolean> webhookListsNodes() {
        var reviews = client.authorization().v1().subjectAccessReview();
        return once(nodesRight, ONLY, () -> reviews.create(NodesRight.of(names)))
                .map(review -> review.getStatus().getAllowed());
    }

    /// Passes on every Pod of the cluster, page by page. Pods are not kept: each call lists them
    /// again.
    ///
    /// @return how many there are
    Lookup<Integer> forEachPod(Consumer<Pod> action) {
        return Lookup.of(() -> {
            int count = 0;
            String next = "";
            do {
                PodList page = client.pods().inAnyNamespace().list(page(next));
                page.getItems().forEach(action);
                count += page.getItems().size();
                next = Optional.ofNullable(page.getMetadata().getContinue()).orElse("");
            } while (!next.isEmpty());
            return count;
        });
    }

    private static ListOptions page(String next) {
        var options = new ListOptionsBuilder().withLimit(PAGE);
        return next.isEmpty() ? options.build() : options.withContinue(next).build();
    }

    /// Creates a Pod as a dry run: the Pod passes admission and is not stored.
    Admission dryRun(Pod pod) {
        try {
            return new Admission.Admitted(client.resource(pod).dryRun().create());
        } catch (KubernetesClientException e) {
            return new Admission.Rejected(Lookup.message(e));
        }
    }
}
