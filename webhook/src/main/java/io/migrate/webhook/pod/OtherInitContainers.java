package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the init containers of a Pod, other than the injected ones, may be to its migration: the
/// way to the database, or a part of the application that needs the migrated schema. Native
/// sidecars are the ones with the restart policy `Always`:
/// https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/.
///
/// @param secrets the names of the Secrets with which application and migrator log in
/// @param urlVolumes the names of the volumes with files that hold the migrator's URL
public record OtherInitContainers(PodView pod, Set<String> secrets, Set<String> urlVolumes) {
    private static final Pattern PROXY = Pattern.compile("(.*-)?(proxy|tunnel|pooler)(-.*)?");

    /// Copies the collections.
    public OtherInitContainers {
        secrets = Set.copyOf(secrets);
        urlVolumes = Set.copyOf(urlVolumes);
    }

    /// Whether an init container is a native sidecar.
    public static boolean isSidecar(JsonNode initContainer) {
        return initContainer.path("restartPolicy").asText().equals("Always");
    }

    /// Whether the init containers after this one wait for more than its start: kubelet starts them
    /// after its startup probe and its `postStart` hook.
    public static boolean delayOthers(JsonNode sidecar) {
        return isSidecar(sidecar)
                && (sidecar.path("startupProbe").isObject()
                        || sidecar.path("lifecycle").path("postStart").isObject());
    }

    /// Returns the names of the init containers that write files with the migrator's URL: for each
    /// volume the first one that may. An `emptyDir` has no content before. Others read the file,
    /// whether or not they say so.
    Set<String> writersOfUrl() {
        if (urlVolumes.isEmpty()) {
            return Set.of();
        }
        return urlVolumes.stream()
                .filter(this::isEmptyAtFirst)
                .flatMap(volume ->
                        pod.initContainers().stream()
                                .filter(each -> mayWrite(each, volume))
                                .filter(each -> sharedImage(each).isEmpty())
                                .limit(1))
                .map(PodView::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean isEmptyAtFirst(String volume) {
        return PodView.elements(pod.spec().path("volumes")).stream()
                .anyMatch(each -> PodView.name(each).equals(volume) && each.has("emptyDir"));
    }

    private static boolean mayWrite(JsonNode initContainer, String volume) {
        return PodView.elements(initContainer.path("volumeMounts")).stream()
                .anyMatch(each ->
                        PodView.name(each).equals(volume) && !each.path("readOnly").asBoolean());
    }

    /// Returns the sign that an unknown sidecar may be the way to the database, as a predicate.
    public Optional<String> wayToDatabase(JsonNode sidecar) {
        if (!isSidecar(sidecar)) {
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
        if (!isSidecar(sidecar)) {
            return Optional.empty();
        }
        return sharedSecret(sidecar)
                .map("uses the Secret %s"::formatted)
                .or(() -> sharedImage(sidecar).map("has the image of container %s"::formatted));
    }

    /// Returns the Secret with which a container can log in to the database.
    public Optional<String> sharedSecret(JsonNode container) {
        return pod.secrets(container).filter(secrets::contains).sorted().findFirst();
    }

    private Optional<String> sharedImage(JsonNode sidecar) {
        String image = sidecar.path("image").asText();
        return pod.containers().stream()
                .filter(each -> !image.isEmpty() && each.path("image").asText().equals(image))
                .map(PodView::name)
                .findFirst();
    }
}
