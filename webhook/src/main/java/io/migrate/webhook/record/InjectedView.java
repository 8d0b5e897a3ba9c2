package io.migrate.webhook.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectivePolicy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/// What was injected into a Pod, and where.
///
/// @param position why the init containers are where they are
/// @param initContainers all of the Pod's init containers, in the order in which they run
/// @param volumes that were added, with the type of each
/// @param labels that were added or replaced
/// @param environment that the application's containers received: by container and variable, the
///   Secret as `NAME/KEY`
/// @param pullSecrets that were added
public record InjectedView(
        String position,
        List<Step> initContainers,
        List<Volume> volumes,
        SortedMap<String, String> labels,
        SortedMap<String, SortedMap<String, String>> environment,
        List<String> pullSecrets) {
    /// Copies the collections.
    public InjectedView {
        initContainers = List.copyOf(initContainers);
        volumes = List.copyOf(volumes);
        pullSecrets = List.copyOf(pullSecrets);
    }

    /// An init container.
    ///
    /// @param role its purpose
    /// @param runs its command and arguments
    /// @param secrets that it can read, as `NAME/KEY`, or `NAME` for all keys
    public record Step(String name, Role role, String image, String runs, List<String> secrets) {
        /// Copies the collections.
        public Step {
            secrets = List.copyOf(secrets);
        }
    }

    /// The purpose of an init container.
    public enum Role {
        /// The init container is the user's or another injector's.
        OTHER,
        /// Provides a `cp` for images that have none.
        COPIER,
        /// Copies the migrations out of the image that holds them.
        FILES,
        /// Runs the migrations.
        MIGRATOR
    }

    /// A volume.
    ///
    /// @param kind its type, as in the Pod's `spec`, for example `emptyDir`
    public record Volume(String name, String kind) {}

    /// Describes a Pod that was injected under these policies.
    ///
    /// @param status what its status annotation says
    public static InjectedView of(
            ObjectNode tree, List<EffectivePolicy> policies, StatusAnnotation status) {
        InjectionRecord record = status.record();
        List<JsonNode> volumes = PodView.elements(tree.at(PodPaths.VOLUMES));
        return new InjectedView(
                status.position(),
                PodView.elements(tree.at(PodPaths.INIT_CONTAINERS)).stream()
                        .map(each -> step(each, volumes, policies))
                        .toList(),
                volumes.stream()
                        .filter(each -> record.volumes().contains(PodView.name(each)))
                        .map(each -> new Volume(PodView.name(each), kind(each)))
                        .toList(),
                record.labels(),
                record.environment(),
                List.copyOf(record.pullSecrets()));
    }

    private static Step step(
            JsonNode container, List<JsonNode> volumes, List<EffectivePolicy> policies) {
        var words = new ArrayList<String>();
        Stream.of("command", "args")
                .forEach(each -> container.path(each).forEach(word -> words.add(word.asText())));
        String name = PodView.name(container);
        return new Step(
                name,
                role(name, policies),
                container.path("image").asText(),
                String.join(" ", words),
                secrets(container, volumes));
    }

    private static Role role(String name, List<EffectivePolicy> policies) {
        return policies.stream()
                .map(EffectivePolicy::name)
                .map(policy ->
                        Map.of(
                                        Names.migrator(policy), Role.MIGRATOR,
                                        Names.files(policy), Role.FILES,
                                        Names.copier(policy), Role.COPIER)
                                .getOrDefault(name, Role.OTHER))
                .filter(role -> role != Role.OTHER)
                .findFirst()
                .orElse(Role.OTHER);
    }

    private static List<String> secrets(JsonNode container, List<JsonNode> volumes) {
        Stream<String> variables =
                PodView.elements(container.path("env")).stream()
                        .flatMap(each -> PodView.secret(each).stream());
        Stream<String> mounted =
                PodView.elements(container.path("volumeMounts")).stream()
                        .flatMap(mount -> secretOf(PodView.name(mount), volumes).stream());
        Stream<String> whole =
                PodView.elements(container.path("envFrom")).stream()
                        .map(each -> PodView.name(each.path("secretRef")))
                        .filter(name -> !name.isEmpty());
        return Stream.of(variables, whole, mounted).flatMap(each -> each).distinct().toList();
    }

    private static Optional<String> secretOf(String volume, List<JsonNode> volumes) {
        return volumes.stream()
                .filter(each -> PodView.name(each).equals(volume))
                .map(each -> each.path("secret").path("secretName"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
    }

    private static String kind(JsonNode volume) {
        return volume.propertyStream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.equals("name"))
                .findFirst()
                .orElse("emptyDir");
    }
}
