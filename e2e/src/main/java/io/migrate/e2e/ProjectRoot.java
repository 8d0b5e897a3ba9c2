package io.migrate.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/// Finds the root of the project: the demo starts there, tests start in a module.
public final class ProjectRoot {
    private ProjectRoot() {}

    /// The folder that contains `manifests`.
    public static Path root() {
        Path here = Path.of("").toAbsolutePath();
        Path above = here.resolveSibling("manifests").getParent();
        return Files.isDirectory(here.resolve("manifests")) ? here : above;
    }

    static Path sample() {
        return root().resolve("manifests/samples/web-shop");
    }
}
