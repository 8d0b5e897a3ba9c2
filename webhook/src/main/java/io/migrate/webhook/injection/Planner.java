package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.container.Resources;
import io.migrate.webhook.container.RunAsUser;
import io.migrate.webhook.container.ServiceMesh;
import io.migrate.webhook.pod.ContainerVariable;
import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.ApplicationFields;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.ImageVolumes;
import io.migrate.webhook.settings.MigratorFields;
import io.migrate.webhook.settings.Source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// Determines the desired state of a Pod from its policies.
final class Planner {
    private static final String SOURCE = Fields.PREFIX + "source";

    private final PodView pod;
    private final Namespace namespace;
    private final Placement placement;
    private final Diagnostics diagnostics;
    private final List<ObjectNode> initContainers = new ArrayList<>();
    private final List<ObjectNode> volumes = new ArrayList<>();
    private final List<String> localVolumes = new ArrayList<>();
    private final List<String> pullSecrets = new ArrayList<>();
    private final SortedMap<String, String> labels = new TreeMap<>(Map.of(Names.INJECTED, "true"));
    private final List<ContainerVariable> environment = new ArrayList<>();

    private Planner(
            PodView pod, Namespace namespace, Placement placement, Diagnostics diagnostics) {
        this.pod = pod;
        this.namespace = namespace;
        this.placement = placement;
        this.diagnostics = diagnostics;
    }

    /// Returns the desired state, which is valid only if `diagnostics` has no problem afterwards.
    static DesiredPod plan(
            PodView pod,
            Namespace namespace,
            Placement placement,
            List<EffectivePolicy> policies,
            Diagnostics diagnostics) {
        var planner = new Planner(pod, namespace, placement, diagnostics);
        policies.forEach(planner::add);
        planner.volume(Names.TOKEN_VOLUME).putObject("projected").putArray("sources");
        return new DesiredPod(
                planner.initContainers,
                planner.volumes,
                planner.localVolumes,
                planner.pullSecrets,
                planner.labels,
                planner.environment);
    }

    private void add(EffectivePolicy policy) {
        labels.putAll(policy.get(Fields.POD_LABELS));
        for (String each : policy.get(MigratorFields.IMAGE_PULL_SECRETS)) {
            if (!pullSecrets.contains(each)) {
                pullSecrets.add(each);
            }
        }
        ApplicationUrl.plan(pod, policy, environment, diagnostics);
        policy.find(Fields.SOURCE)
                .ifPresentOrElse(
                        source -> addMigrator(policy, source),
                        () ->
                                diagnostics.problem(
                                        SOURCE,
                                        "is required, because policy %s sets no source; use %s"
                                                .formatted(
                                                        policy.name(),
                                                        Fields.SOURCE.type().legal())));
    }

    private void addMigrator(EffectivePolicy policy, Source source) {
        String files = Names.files(policy.name());
        CopyMethods.warning(policy, source).ifPresent(diagnostics::warning);
        switch (source) {
            case Source.Container(var name, var path) ->
                    pod.container(name)
                            .ifPresentOrElse(
                                    origin ->
                                            addCopied(
                                                    policy,
                                                    source,
                                                    origin,
                                                    folder(policy, origin, path)),
                                    () -> noContainer(name));
            case Source.Image(var reference, var path) -> {
                JsonNode nowhere = MissingNode.getInstance();
                addCopied(
                        policy,
                        source,
                        nowhere,
                        new CopiedFolder(
                                reference, nowhere, path, policy.get(Fields.IMAGE_COPY_METHOD)));
            }
            case Source.ConfigMap(var name) -> {
                volume(files).putObject("configMap").put("name", name);
                initContainers.add(containers(policy, MissingNode.getInstance()).migrator(source));
            }
            case Source.PersistentVolumeClaim(var claim, _) -> {
                volume(files)
                        .putObject("persistentVolumeClaim")
                        .put("claimName", claim)
                        .put("readOnly", true);
                initContainers.add(containers(policy, MissingNode.getInstance()).migrator(source));
            }
            case Source.Migrator() ->
                    initContainers.add(
                            containers(policy, MissingNode.getInstance()).migrator(source));
        }
    }

    private static CopiedFolder folder(EffectivePolicy policy, JsonNode origin, String path) {
        return new CopiedFolder(
                origin.path("image").asText(),
                origin.path("imagePullPolicy"),
                path,
                policy.get(Fields.CONTAINER_COPY_METHOD));
    }

    private void addCopied(
            EffectivePolicy policy, Source source, JsonNode origin, CopiedFolder folder) {
        var containers = containers(policy, origin);
        String files = Names.files(policy.name());
        switch (folder.copyMethod()) {
            case IMAGE -> {
                localVolume(files);
                initContainers.add(containers.files(folder));
            }
            case INJECTED -> {
                localVolume(Names.copier(policy.name()));
                localVolume(files);
                initContainers.add(containers.copier());
                initContainers.add(containers.files(folder));
            }
            case IMAGE_VOLUME -> {
                allowImageVolume(policy);
                ObjectNode image =
                        volume(files).putObject("image").put("reference", folder.image());
                if (folder.pullPolicy().isTextual()) {
                    image.set("pullPolicy", folder.pullPolicy());
                }
            }
        }
        initContainers.add(containers.migrator(source));
    }

    private void allowImageVolume(EffectivePolicy policy) {
        switch (policy.find(Fields.IMAGE_VOLUMES).orElse(ImageVolumes.NEVER)) {
            case IF_SUPPORTED -> {}
            case NEVER ->
                    diagnostics.problem(
                            "source.copyMethod",
                            "value \"ImageVolume\" (policy %s) requires imageVolumes: IfSupported in the ClusterMigrationPolicy; use Image or Injected"
                                    .formatted(policy.name()));
        }
    }

    private InitContainers containers(EffectivePolicy policy, JsonNode origin) {
        var access = DatabaseAccess.of(policy);
        access.volume().ifPresent(volumes::add);
        access.check(pod, diagnostics);
        var mesh = ServiceMesh.of(pod.initContainers());
        OptionalLong uid = RunAsUser.uid(pod, origin, namespace, mesh);
        new SecretReaders(pod, placement, access.login(), uid)
                .report(policy.get(ApplicationFields.SHARED_SECRET), diagnostics);
        mesh.warning(pod, uid).ifPresent(diagnostics::warning);
        var resources = Resources.within(pod, policy, namespace);
        diagnostics.warnings(resources.warnings());
        return new InitContainers(policy, access, uid, resources.tree());
    }

    private void noContainer(String name) {
        diagnostics.problem(
                SOURCE,
                "container \"%s\" does not exist in the Pod, which has %s"
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        pod.containers().stream().map(PodView::name).toList())));
    }

    private ObjectNode volume(String name) {
        ObjectNode volume = JsonNodeFactory.instance.objectNode().put("name", name);
        volumes.add(volume);
        return volume;
    }

    private void localVolume(String name) {
        volume(name).putObject("emptyDir");
        localVolumes.add(name);
    }
}
