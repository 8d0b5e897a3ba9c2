package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Fields;
import io.migrate.webhook.policy.Problem;
import io.migrate.webhook.policy.Source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Works out what the policies want of this Pod.
final class Planner {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final PodView pod;
    private final List<ObjectNode> initContainers = new ArrayList<>();
    private final List<ObjectNode> volumes = new ArrayList<>();
    private final List<String> localVolumes = new ArrayList<>();
    private final SortedMap<String, String> labels = new TreeMap<>(Map.of(Names.INJECTED, "true"));
    private final SortedMap<String, ObjectNode> environment = new TreeMap<>();
    private final List<Problem> problems;

    private Planner(PodView pod, List<Problem> problems) {
        this.pod = pod;
        this.problems = problems;
    }

    /// The blueprint; worth something only if no problem was added.
    static Blueprint plan(PodView pod, List<EffectivePolicy> policies, List<Problem> problems) {
        var planner = new Planner(pod, problems);
        policies.forEach(planner::add);
        planner.volumes.add(projectedNothing());
        return new Blueprint(
                planner.initContainers,
                planner.volumes,
                planner.localVolumes,
                planner.labels,
                planner.environment);
    }

    private void add(EffectivePolicy policy) {
        labels.putAll(policy.get(Fields.POD_LABELS));
        addApplication(policy);
        policy.find(Fields.SOURCE)
                .ifPresentOrElse(source -> addMigrator(policy, source), () -> noSource(policy));
    }

    private void noSource(EffectivePolicy policy) {
        problems.add(
                new Problem(
                        Fields.PREFIX + "source",
                        "is needed, because policy %s names no source: %s"
                                .formatted(policy.name(), Fields.SOURCE.type().legal())));
    }

    private void addMigrator(EffectivePolicy policy, Source source) {
        JsonNode origin = MissingNode.getInstance();
        String files = Names.files(policy.name());
        Optional<CopiedFolder> copied = Optional.empty();
        switch (source) {
            case Source.Container(var name, var path) -> {
                origin = pod.container(name).orElse(origin);
                if (origin.isMissingNode()) {
                    noContainer(name);
                    return;
                }
                copied = Optional.of(new CopiedFolder(origin.path("image").asText(), path));
            }
            case Source.Image(var reference, var path) ->
                    copied = Optional.of(new CopiedFolder(reference, path));
            case Source.ConfigMap(var name) ->
                    volume(files).putObject("configMap").put("name", name);
            case Source.PersistentVolumeClaim(var claim, _) ->
                    volume(files)
                            .putObject("persistentVolumeClaim")
                            .put("claimName", claim)
                            .put("readOnly", true);
            case Source.Migrator() -> {}
        }
        var resources = Resources.within(pod.users(), pod.containers());
        var containers = new InitContainers(policy, pod.uid(origin), resources);
        copied.ifPresent(folder -> {
            volume(files).putObject("emptyDir");
            localVolumes.add(files);
            initContainers.add(containers.copier(folder.image(), folder.path()));
        });
        initContainers.add(containers.migrator(source));
    }

    private record CopiedFolder(String image, String path) {}

    private void noContainer(String name) {
        problems.add(
                new Problem(
                        Fields.PREFIX + "source",
                        "names container \"%s\", and the Pod has %s"
                                .formatted(
                                        name,
                                        String.join(
                                                ", ",
                                                pod.containers().stream()
                                                        .map(PodView::name)
                                                        .toList()))));
    }

    private void addApplication(EffectivePolicy policy) {
        policy.find(Fields.APPLICATION_SECRET)
                .ifPresent(secret ->
                        policy.find(Fields.APPLICATION_CONTAINERS).orElse(List.of()).stream()
                                .filter(name -> PodView.indexOf(pod.containers(), name) >= 0)
                                .forEach(name ->
                                        environment.put(
                                                name,
                                                InitContainers.secretVariable(
                                                        policy.get(Fields.APPLICATION_ENV),
                                                        secret))));
    }

    private ObjectNode volume(String name) {
        ObjectNode volume = JSON.objectNode().put("name", name);
        volumes.add(volume);
        return volume;
    }

    /// Mounted where the API token would be, it keeps the API server from mounting one.
    private static ObjectNode projectedNothing() {
        ObjectNode volume = JSON.objectNode().put("name", Names.TOKEN_VOLUME);
        volume.putObject("projected").putArray("sources");
        return volume;
    }
}
