package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The folders in which others may mount something into an injected container.
///
/// The list names what is allowed, because what is needed is unknown: the `cp` of an application's
/// image, its libraries and the migrations may be anywhere. In the migrator's image nearly all of
/// the rest is needed: Java, the jars, the C library, and in `/etc` the name service and
/// `ld.so.preload`. A mount elsewhere costs little: the container is replaced, without what others
/// added to it, and does its work without that.
final class OpenPaths {
    private static final List<List<String>> OPEN =
            Stream.of(
                            // Tokens and sockets of identities: AWS, Azure, Istio, Dapr, SPIRE.
                            "/run",
                            "/spiffe-workload-api",
                            // Secrets: Vault's injector, CSI drivers.
                            "/vault",
                            "/mnt",
                            // Public authorities: the migrator uses Java's own.
                            "/etc/ssl",
                            "/etc/pki",
                            "/usr/share/ca-certificates",
                            "/usr/local/share/ca-certificates",
                            // Time zones: Java has its own.
                            "/etc/localtime",
                            "/etc/timezone",
                            "/usr/share/zoneinfo",
                            // Writable folders beside a read-only root.
                            "/tmp",
                            "/var/tmp",
                            "/var/log",
                            "/var/cache")
                    .map(OpenPaths::elements)
                    .toList();

    private OpenPaths() {}

    /// Whether others may add this mount, as far as its own path decides that.
    static boolean admit(JsonNode mount) {
        List<String> path = elements(mount.path("mountPath").asText());
        return OPEN.stream().anyMatch(folder -> isWithin(path, folder));
    }

    /// Whether no mount that is not intended hides a path that the container uses, or a part of it:
    /// intended mounts, and paths in its command and variables.
    static boolean leaveFree(JsonNode intended, JsonNode present) {
        List<String> own = mountPaths(intended).toList();
        Stream<String> command =
                PodView.elements(intended.path("command")).stream().map(JsonNode::asText);
        Stream<String> values =
                PodView.elements(intended.path("env")).stream()
                        .map(each -> each.path("value").asText());
        List<List<String>> needed =
                Stream.of(own.stream(), command, values)
                        .flatMap(each -> each)
                        .filter(each -> each.startsWith("/"))
                        .map(each -> elements(each.replace("$$", "$")))
                        .toList();
        return mountPaths(present)
                .filter(each -> !own.contains(each))
                .map(OpenPaths::elements)
                .allMatch(added ->
                        needed.stream()
                                .noneMatch(each -> isWithin(each, added) || isWithin(added, each)));
    }

    private static Stream<String> mountPaths(JsonNode container) {
        return PodView.elements(container.path("volumeMounts")).stream()
                .map(each -> each.path("mountPath").asText());
    }

    private static boolean isWithin(List<String> path, List<String> folder) {
        return path.size() >= folder.size() && path.subList(0, folder.size()).equals(folder);
    }

    /// The path's elements as a runtime resolves them: from the root, without `.` and `..`, and
    /// with Debian's link from `/var/run` to `/run`.
    private static List<String> elements(String path) {
        var elements = new ArrayList<String>();
        for (String element : path.split("/", -1)) {
            switch (element) {
                case "", "." -> {}
                case ".." -> {
                    if (!elements.isEmpty()) {
                        elements.removeLast();
                    }
                }
                default -> elements.add(element);
            }
        }
        if (isWithin(elements, List.of("var", "run"))) {
            elements.removeFirst();
        }
        return elements;
    }
}
