package io.migrate.benchmarks.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;

/// Creates the AOT cache of the webhook with the image's own script.
public final class WebhookCache {
    private WebhookCache() {}

    /// Creates the cache unless it is up to date.
    ///
    /// @throws IOException if the shipped Java rejects the cache
    public static void make(ShippedImage shipped, Path root)
            throws IOException, InterruptedException {
        Path home = shipped.home();
        Path cache = home.resolve("webhook.aot");
        Path image = root.resolve("webhook/image");
        Path training = image.resolve("aot-training");
        Path programs = Path.of(System.getProperty("java.home"), "bin");
        ShippedImage.call(
                "sh",
                image.resolve("natives").toString(),
                programs.resolve("jar").toString(),
                home.toString());
        ShippedImage.call(
                programs.resolve("java").toString(),
                image.resolve("Archivable.java").toString(),
                home.resolve("lib").toString());
        if (!Files.exists(cache)
                || Files.getLastModifiedTime(cache).compareTo(newest(home, image)) < 0) {
            ShippedImage.call(
                    "sh", training.toString(), shipped.java().toString(), home.toString());
        }
        ShippedImage.call(
                shipped.java().toString(),
                "-XX:AOTMode=on",
                "@" + home.resolve("java.options"),
                "--version");
    }

    private static FileTime newest(Path home, Path image) throws IOException {
        try (var jars = Files.walk(home, 2)) {
            var times = new ArrayList<FileTime>();
            times.add(Files.getLastModifiedTime(image.resolve("aot-training")));
            times.add(Files.getLastModifiedTime(image.resolve("Archivable.java")));
            times.add(Files.getLastModifiedTime(image.resolve("java.options")));
            times.add(Files.getLastModifiedTime(home.resolve("java.made")));
            for (Path each : jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
                times.add(Files.getLastModifiedTime(each));
            }
            return Collections.max(times);
        }
    }
}
