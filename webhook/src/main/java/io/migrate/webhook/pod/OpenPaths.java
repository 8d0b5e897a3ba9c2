package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The folders in which others may mount something into an injected container.
///
/// The list names what is allowed, because what is needed is unknown: the `cp` of an application's
/// image, its libraries and the migrations may be anywhere. In the migrator's image nearly all of
/// the rest is needed: Java, the jars, the C library, and in `/etc` the name service and
/// `ld.so.preload`. A mount elsewhere costs little: the container is replaced, without what others
/// added to it, and does its work without that.
final class OpenPaths {
    private static final List<Path> OPEN =
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
                    .map(Path::of)
                    .toList();

    private static final Path VAR_RUN = Path.of("/var/run");
    private static final Path RUN = Path.of("/run");

    private OpenPaths() {}

    /// Whether others may add this mount, as far as its own path decides that.
    static boolean admit(JsonNode mount) {
        return path(mount.path("mountPath").asText())
                .filter(path -> OPEN.stream().anyMatch(path::startsWith))
                .isPresent();
    }

    /// Whether no mount that is not intended hides a path that the container is told to use, or a
    /// part of it: intended mounts, and paths in its command and variables.
    static boolean leaveFree(JsonNode intended, JsonNode present) {
        List<String> own = mountPaths(intended).toList();
        List<Path> needed =
                Stream.of(
                                own.stream(),
                                PodView.elements(intended.path("command")).stream()
                                        .map(JsonNode::asText),
                                PodView.elements(intended.path("env")).stream()
                                        .map(each -> each.path("value").asText()))
                        .flatMap(each -> each)
                        .filter(each -> each.startsWith("/"))
                        .map(each -> each.replace("$$", "$"))
                        .flatMap(each -> path(each).stream())
                        .toList();
        return mountPaths(present)
                .filter(each -> !own.contains(each))
                .map(OpenPaths::path)
                .allMatch(added ->
                        added.isPresent()
                                && needed.stream().noneMatch(each -> overlap(each, added.get())));
    }

    private static boolean overlap(Path a, Path b) {
        return a.startsWith(b) || b.startsWith(a);
    }

    private static Stream<String> mountPaths(JsonNode container) {
        return PodView.elements(container.path("volumeMounts")).stream()
                .map(each -> each.path("mountPath").asText());
    }

    /// The path as a runtime resolves it: from the root, without `.` and `..`, and with Debian's
    /// link from `/var/run`. Empty if it is none.
    private static Optional<Path> path(String text) {
        try {
            Path path = Path.of("/" + text).normalize();
            return Optional.of(
                    path.startsWith(VAR_RUN) ? RUN.resolve(VAR_RUN.relativize(path)) : path);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
