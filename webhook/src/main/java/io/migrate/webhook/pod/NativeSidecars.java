package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the native sidecars of a Pod may be to its migration: the way to the database, or a part of
/// the application that needs the migrated schema. Native sidecars are the init containers with the
/// restart policy `Always`: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/.
///
/// @param secrets the names of the Secrets with which application and migrator log in
public record NativeSidecars(PodView pod, Set<String> secrets) {
    private static final Pattern PROXY = Pattern.compile("(.*-)?(proxy|tunnel|pooler)(-.*)?");

    /// Copies the collections.
    public NativeSidecars {
        secrets = Set.copyOf(secrets);
    }

    /// Whether an init container is one of them.
    public static boolean contain(JsonNode initContainer) {
        return initContainer.path("restartPolicy").asText().equals("Always");
    }

    /// Whether the init containers after this one wait for more than its start: kubelet starts them
    /// after its startup probe and its `postStart` hook.
    public static boolean delayOthers(JsonNode sidecar) {
        return contain(sidecar)
                && (sidecar.path("startupProbe").isObject()
                        || sidecar.path("lifecycle").path("postStart").isObject());
    }

    /// Returns the sign that an unknown sidecar may be the way to the database, as a predicate.
    public Optional<String> wayToDatabase(JsonNode sidecar) {
        if (!contain(sidecar)) {
            return Optional.empty();
        }
        if (!sidecar.path("ports").isEmpty()) {
            return Optional.of("declares a port");
        }
        if (sidecar.path("startupProbe").isObject()) {
            return Optional.of("has a startup probe");
        }
        return PROXY.matcher(PodView.name(sidecar)).matches()
                ? Optional.of("has the name of a proxy")
                : Optional.empty();
    }

    /// Returns the sign that an unknown sidecar is a part of the application, which may need the
    /// migrated schema, as a predicate.
    public Optional<String> partOfApplication(JsonNode sidecar) {
        if (!contain(sidecar)) {
            return Optional.empty();
        }
        return sharedSecret(sidecar)
                .map("uses the Secret %s"::formatted)
                .or(() -> sharedImage(sidecar).map("has the image of container %s"::formatted));
    }

    /// Returns the Secret with which a container can log in to the database.
    public Optional<String> sharedSecret(JsonNode container) {
        return secrets.stream().filter(each -> uses(container, each)).sorted().findFirst();
    }

    private Optional<String> sharedImage(JsonNode sidecar) {
        String image = sidecar.path("image").asText();
        return pod.containers().stream()
                .filter(each -> !image.isEmpty() && each.path("image").asText().equals(image))
                .map(PodView::name)
                .findFirst();
    }

    private boolean uses(JsonNode container, String secret) {
        return PodView.elements(container.path("env")).stream()
                        .map(each -> each.path("valueFrom").path("secretKeyRef"))
                        .anyMatch(each -> PodView.name(each).equals(secret))
                || pod.hasWholeSecret(container, secret);
    }
}
