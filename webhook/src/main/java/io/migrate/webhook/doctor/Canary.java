package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.settings.ApplicationFields;
import io.migrate.webhook.settings.DatabaseFields;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Login;
import io.migrate.webhook.settings.Source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// An annotated Pod like those of an application, which complies with the `restricted` Pod Security
/// Standard and small quotas. It is only created as a dry run.
final class Canary {
    private static final String IMAGE = "registry.k8s.io/pause:3.10";
    private static final String CONTAINER = "app";
    private static final long NON_ROOT = 65532;

    private Canary() {}

    /// A Pod that asks for a migration under a policy.
    static Pod under(EffectivePolicy policy, String namespace) {
        return new PodBuilder()
                .withNewMetadata()
                .withGenerateName("migrate-io-canary-")
                .withNamespace(namespace)
                .withAnnotations(annotations(policy))
                .endMetadata()
                .withNewSpec()
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(NON_ROOT)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(containers(policy))
                .withVolumes(volumes(policy))
                .endSpec()
                .build();
    }

    private static Map<String, String> annotations(EffectivePolicy policy) {
        var annotations = new LinkedHashMap<String, String>();
        annotations.put(Fields.PREFIX + "enabled", "true");
        if (!policy.name().equals(Policies.DEFAULT)) {
            annotations.put(Fields.PREFIX + "policy", policy.name());
        }
        if (policy.find(Fields.SOURCE).isEmpty()) {
            annotations.put(Fields.PREFIX + "source", "container/" + CONTAINER + ":/migrations");
        }
        return annotations;
    }

    private static List<Container> containers(EffectivePolicy policy) {
        var names =
                new TreeSet<String>(
                        policy.find(ApplicationFields.CONTAINER_NAMES).orElse(List.of()));
        if (policy.find(Fields.SOURCE).orElse(null) instanceof Source.Container(var name, _)) {
            names.add(name);
        }
        if (names.isEmpty()) {
            names.add(CONTAINER);
        }
        var resources = Map.of("cpu", new Quantity("10m"), "memory", new Quantity("16Mi"));
        return names.stream()
                .map(name ->
                        new ContainerBuilder()
                                .withName(name)
                                .withImage(IMAGE)
                                .withNewResources()
                                .withRequests(resources)
                                .withLimits(resources)
                                .endResources()
                                .withNewSecurityContext()
                                .withAllowPrivilegeEscalation(false)
                                .withNewCapabilities()
                                .withDrop("ALL")
                                .endCapabilities()
                                .endSecurityContext()
                                .build())
                .toList();
    }

    private static List<Volume> volumes(EffectivePolicy policy) {
        Optional<Login> login = policy.strongest(DatabaseFields.LOGINS);
        return login.orElse(null) instanceof Login.UrlFile(_, var volume)
                ? List.of(
                        new VolumeBuilder()
                                .withName(volume)
                                .withNewEmptyDir()
                                .endEmptyDir()
                                .build())
                : List.of();
    }
}
