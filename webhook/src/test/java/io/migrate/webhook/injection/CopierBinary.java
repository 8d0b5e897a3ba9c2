package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The static `cp` of the migrator's image, built as its Dockerfile does.
final class CopierBinary {
    private static final Path FILE = Path.of("target", "copier", "cp").toAbsolutePath();
    private static boolean isBuilt;

    private CopierBinary() {}

    /// The program; empty if this machine has no Go.
    static synchronized Optional<Path> file() throws Exception {
        boolean hasGo =
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "go")));
        if (!hasGo) {
            return Optional.empty();
        }
        if (!isBuilt) {
            build();
            isBuilt = true;
        }
        return Optional.of(FILE);
    }

    private static void build() throws Exception {
        var builder =
                new ProcessBuilder(
                                List.of(
                                        "go",
                                        "build",
                                        "-trimpath",
                                        "-ldflags=-s -w",
                                        "-o",
                                        FILE.toString(),
                                        "."))
                        .directory(Path.of("..", "copier").toFile())
                        .redirectErrorStream(true);
        builder.environment().put("CGO_ENABLED", "0");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
