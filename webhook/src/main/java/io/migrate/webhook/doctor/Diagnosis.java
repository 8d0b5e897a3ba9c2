package io.migrate.webhook.doctor;

import com.fasterxml.jackson.databind.JsonNode;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.webhook.crd.Definition;
import io.migrate.webhook.policy.ClusterMigrationPolicy;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyCatalog;
import io.migrate.webhook.policy.PolicyState;
import io.migrate.webhook.record.UninjectedPods;
import io.migrate.webhook.store.PolicyResources;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Looks at one part after the other. Nothing is changed: the canary is a dry run.
public final class Diagnosis {
    private final Cluster cluster;
    private final InstallationNames parts;
    private final Settings settings;
    private final InstantSource clock;
    private final List<Finding> findings = new ArrayList<>();

    /// What to look at.
    ///
    /// @param namespace that of the webhook
    /// @param canary the namespace of the canary; empty for the first one that has a policy
    /// @param builtIn what holds where no policy says otherwise
    public record Settings(String namespace, Optional<String> canary, Layer builtIn) {}

    private Diagnosis(KubernetesClient client, Settings settings, InstantSource clock) {
        this.parts = new InstallationNames(settings.namespace());
        this.cluster = new Cluster(client, parts);
        this.settings = settings;
        this.clock = clock;
    }

    /// Everything that was found, in the order of [CheckName].
    ///
    /// @param client of whoever asks; what it may not see is told as such
    public static List<Finding> of(
            KubernetesClient client, Settings settings, InstantSource clock) {
        var examination = new Diagnosis(client, settings, clock);
        examination.run();
        return List.copyOf(examination.findings);
    }

    private void run() {
        try {
            findings.add(ServerCheck.of(cluster.client().getKubernetesVersion()));
        } catch (KubernetesClientException e) {
            findings.add(
                    Finding.error(
                            CheckName.SERVER,
                            cluster.client().getConfiguration().getMasterUrl(),
                            "does not answer: " + Lookup.words(e),
                            "Name the cluster with --kubeconfig and --context."));
            return;
        }
        look(
                CheckName.DEFINITIONS,
                () ->
                        Definition.ALL.stream()
                                .map(each -> DefinitionsCheck.of(each, cluster.definition(each)))
                                .toList());
        look(CheckName.CONFIGURATIONS, this::configurations);
        look(CheckName.CERTIFICATES, this::certificates);
        look(CheckName.REPLICAS, this::replicas);
        look(CheckName.ENDPOINTS, this::endpoints);
        look(CheckName.POLICIES, this::policies);
        look(CheckName.PODS, this::pods);
    }

    /// One part that cannot be looked at does not keep us from the others.
    private void look(CheckName check, Supplier<List<Finding>> part) {
        try {
            findings.addAll(part.get());
        } catch (KubernetesClientException e) {
            findings.add(Finding.unknown(check, "API server", Lookup.words(e)));
        }
    }

    private List<Finding> configurations() {
        var check = new ConfigurationsCheck(parts);
        var found = new ArrayList<>(check.pods(cluster.podHooks()));
        found.addAll(check.workloads(cluster.workloadHooks()));
        return found;
    }

    private List<WebhookEntry> hooks() {
        var hooks = new ArrayList<>(cluster.podHooks().found().orElse(List.of()));
        hooks.addAll(cluster.workloadHooks().found().orElse(List.of()));
        return hooks;
    }

    private List<Finding> certificates() {
        List<WebhookEntry> hooks = hooks();
        if (hooks.isEmpty()) {
            return List.of();
        }
        String secret =
                cluster.deployment(InstallationNames.WEBHOOK)
                        .found()
                        .flatMap(Diagnosis::mounted)
                        .orElse(InstallationNames.AUTHORITY);
        return new CertificatesCheck(parts, clock.instant(), parts.namespace() + "/" + secret)
                .of(hooks, cluster.secret(secret));
    }

    /// The Secret that somebody else keeps the certificate in.
    private static Optional<String> mounted(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getVolumes().stream()
                .filter(each -> each.getSecret() != null)
                .map(each -> each.getSecret().getSecretName())
                .findFirst();
    }

    private List<Finding> replicas() {
        var pods = cluster.ownPods();
        var events = cluster.ownEvents();
        return List.of(
                ReplicasCheck.ofWebhook(parts)
                        .of(cluster.deployment(InstallationNames.WEBHOOK), pods, events),
                ReplicasCheck.ofObserver(parts)
                        .of(cluster.deployment(InstallationNames.OBSERVER), pods, events));
    }

    private List<Finding> endpoints() {
        List<WebhookEntry> hooks = hooks();
        return hooks.isEmpty() || hooks.stream().anyMatch(WebhookEntry::isService)
                ? List.of(new EndpointsCheck(parts).of(cluster.endpoints()))
                : List.of(
                        Finding.ok(
                                CheckName.ENDPOINTS,
                                hooks.getFirst().configuration(),
                                "calls " + hooks.getFirst().target() + ", and no Service"));
    }

    private List<Finding> policies() {
        return switch (Lookup.of(() -> PolicyResources.list(cluster.client()))) {
            case Lookup.Forbidden<List<JsonNode>>(var why) ->
                    List.of(Finding.unknown(CheckName.POLICIES, "policies", why));
            case Lookup.NotFound<List<JsonNode>> _ -> canary(List.of());
            case Lookup.Found<List<JsonNode>>(var objects) -> {
                var found = new ArrayList<Finding>();
                Policies policies = catalog(objects).snapshot();
                objects.forEach(each -> found.addAll(policy(each, policies)));
                found.addAll(canary(objects));
                yield found;
            }
        };
    }

    private PolicyCatalog catalog(List<JsonNode> objects) {
        var catalog = new PolicyCatalog(settings.builtIn());
        objects.forEach(catalog::put);
        return catalog;
    }

    private List<Finding> policy(JsonNode object, Policies policies) {
        String namespace = object.at("/metadata/namespace").asText();
        String name = object.at("/metadata/name").asText();
        String kind = object.path("kind").asText();
        if (namespace.isEmpty()) {
            return List.of(cluster(kind + "/" + name, policies.cluster()));
        }
        String subject = kind + "/" + namespace + "/" + name;
        return policies.find(namespace, name).stream()
                .flatMap(standing ->
                        switch (standing) {
                            case PolicyState.Invalid<MigrationPolicy>(_, var problems) ->
                                    List.of(PoliciesCheck.broken(subject, problems)).stream();
                            case PolicyState.Active<MigrationPolicy>(var policy, _, _) ->
                                    PoliciesCheck.of(
                                            subject,
                                            namespace,
                                            policies.under(policy),
                                            (each, its) -> cluster.keys(namespace, each, its))
                                            .stream();
                        })
                .toList();
    }

    private static Finding cluster(
            String subject, Optional<PolicyState<ClusterMigrationPolicy>> standing) {
        return standing.filter(each -> each.inForce().isEmpty())
                .map(each -> PoliciesCheck.broken(subject, each.problems()))
                .orElseGet(() -> Finding.ok(CheckName.POLICIES, subject, "is in force"));
    }

    private List<Finding> canary(List<JsonNode> objects) {
        Policies policies = catalog(objects).snapshot();
        String namespace =
                settings.canary()
                        .or(() ->
                                objects.stream()
                                        .map(each -> each.at("/metadata/namespace").asText())
                                        .filter(each -> !each.isEmpty())
                                        .sorted()
                                        .findFirst())
                        .orElse("default");
        EffectivePolicy policy =
                policies.find(namespace, Policies.DEFAULT)
                        .or(() ->
                                policies.names(namespace).stream()
                                        .flatMap(each -> policies.find(namespace, each).stream())
                                        .findFirst())
                        .flatMap(PolicyState::inForce)
                        .map(policies::under)
                        .orElseGet(policies::underNone);
        var check = new CanaryCheck(parts, namespace, policy.name());
        try {
            return List.of(
                    check.admitted(
                            cluster.client()
                                    .resource(Canary.under(policy, namespace))
                                    .dryRun()
                                    .create()));
        } catch (KubernetesClientException e) {
            return List.of(check.refused(Lookup.words(e)));
        }
    }

    private List<Finding> pods() {
        return switch (cluster.optedOut()) {
            case Lookup.Forbidden<Set<String>>(var why) -> {
                var found = new ArrayList<>(pods(Set.of()));
                found.add(Finding.unknown(CheckName.PODS, "Namespaces", why));
                yield found;
            }
            case Lookup.NotFound<Set<String>> _ -> pods(Set.of());
            case Lookup.Found<Set<String>>(var namespaces) -> pods(namespaces);
        };
    }

    private List<Finding> pods(Set<String> optedOut) {
        var check = new PodsCheck(new UninjectedPods(parts.namespace(), optedOut));
        return switch (cluster.pods(check::see)) {
            case Lookup.Forbidden<Integer>(var why) ->
                    List.of(Finding.unknown(CheckName.PODS, "Pods", why));
            case Lookup.Found<Integer> _, Lookup.NotFound<Integer> _ -> check.findings();
        };
    }
}
