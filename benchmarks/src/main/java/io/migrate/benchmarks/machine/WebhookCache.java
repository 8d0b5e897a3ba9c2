package io.migrate.benchmarks.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;

/// The AOT cache of the webhook's image, made by the image's own script.
public final class WebhookCache {
    private WebhookCache() {}

    /// Makes it, unless it is there and newer than all that it is made from.
    ///
    /// @throws IOException if the Java that ships does not take it
    public static void make(Shipped shipped, Path root) throws IOException, InterruptedException {
        Path home = shipped.home();
        Path cache = home.resolve("webhook.aot");
        Path image = root.resolve("webhook/image");
        Path rehearse = image.resolve("rehearse");
        Path jar = Path.of(System.getProperty("java.home"), "bin", "jar");
        Shipped.call("sh", image.resolve("natives").toString(), jar.toString(), home.toString());
        if (!Files.exists(cache)
                || Files.getLastModifiedTime(cache).compareTo(newest(home, image)) < 0) {
            Shipped.call("sh", rehearse.toString(), shipped.java().toString(), home.toString());
        }
        Shipped.call(
                shipped.java().toString(),
                "-XX:AOTMode=on",
                "@" + home.resolve("java.options"),
                "--version");
    }

    private static FileTime newest(Path home, Path image) throws IOException {
        try (var jars = Files.walk(home, 2)) {
            var times = new ArrayList<FileTime>();
            times.add(Files.getLastModifiedTime(image.resolve("rehearse")));
            times.add(Files.getLastModifiedTime(image.resolve("java.options")));
            times.add(Files.getLastModifiedTime(home.resolve("java.made")));
            for (Path each : jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
                times.add(Files.getLastModifiedTime(each));
            }
            return Collections.max(times);
        }
    }
}
