package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Names;
import io.migrate.webhook.pod.PodPaths;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.pod.Subset;
import io.migrate.webhook.policy.Constraints;
import io.migrate.webhook.settings.Problem;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/// The images of injected containers that a Pod already has, against the limits of the
/// ClusterMigrationPolicy. Mirrors rewrite images after the injection, so an image that is not
/// allowed is not replaced with the intended one, which a cluster with a mirror may be unable to
/// pull. The Pod is refused instead.
record PresentImages(PodView pod, DesiredPod desired, Constraints constraints) {
    static Objections objections(PodView pod, DesiredPod desired, Selection selection) {
        Constraints limits = selection.constraints();
        if (limits.migratorImages().isEmpty() && limits.sourceImages().isEmpty()) {
            return new Objections(Reason.POLICY, List.of());
        }
        var images = new PresentImages(pod, desired, limits);
        return new Objections(
                Reason.POLICY,
                selection.effective().stream()
                        .flatMap(policy -> images.problems(policy.name()))
                        .toList());
    }

    private Stream<Problem> problems(String policy) {
        return Stream.of(
                        container(Names.migrator(policy)).flatMap(this::migrator),
                        container(Names.copier(policy)).flatMap(this::migrator),
                        container(Names.files(policy)).flatMap(this::source),
                        volume(Names.files(policy)).flatMap(this::source))
                .flatMap(Optional::stream);
    }

    /// An image that is in the Pod and is not the intended one.
    private record Image(String field, String holder, String reference) {
        Problem exceeds(String constraint, String allowed) {
            return new Problem(
                    field,
                    "image \"%s\" of %s is not allowed by %s in the ClusterMigrationPolicy, which allows %s; if a mirror has set it, allow it there"
                            .formatted(Problem.shown(reference), holder, constraint, allowed));
        }
    }

    private Optional<Problem> migrator(Image image) {
        return constraints
                .insteadOfMigrator(image.reference())
                .map(allowed -> image.exceeds("constraints.migratorImages", allowed));
    }

    /// The Pod's own images are allowed, as they are for the source itself.
    private Optional<Problem> source(Image image) {
        boolean own =
                pod.otherContainers().stream()
                        .anyMatch(each -> each.path("image").asText().equals(image.reference()));
        return own
                ? Optional.empty()
                : constraints
                        .insteadOfSource(image.reference())
                        .map(allowed -> image.exceeds("constraints.sourceImages", allowed));
    }

    private Optional<Image> container(String name) {
        List<JsonNode> present = PodView.elements(pod.tree().at(PodPaths.INIT_CONTAINERS));
        return image(
                "spec.initContainers",
                named(desired.initContainers(), name),
                named(present, name),
                "/image",
                Subset::holdsImage);
    }

    private Optional<Image> volume(String name) {
        List<JsonNode> present = PodView.elements(pod.tree().at(PodPaths.VOLUMES));
        return image(
                "spec.volumes",
                named(desired.volumes(), name),
                named(present, name),
                "/image/reference",
                Subset::holdsVolume);
    }

    private static Optional<JsonNode> named(List<? extends JsonNode> elements, String name) {
        int index = PodView.indexOf(elements, name);
        return index < 0 ? Optional.empty() : Optional.of(elements.get(index));
    }

    /// @param holds whether the image is kept
    private static Optional<Image> image(
            String field,
            Optional<JsonNode> intended,
            Optional<JsonNode> present,
            String pointer,
            BiPredicate<JsonNode, JsonNode> holds) {
        return intended.flatMap(wanted ->
                present.filter(there -> !there.at(pointer).equals(wanted.at(pointer)))
                        .filter(there -> holds.test(wanted, there))
                        .map(there ->
                                new Image(field, PodView.name(there), there.at(pointer).asText())));
    }
}
