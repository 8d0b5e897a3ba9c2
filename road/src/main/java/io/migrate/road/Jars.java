package io.migrate.road;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The runnable jars, as the build leaves them.
enum Jars {
    WEBHOOK("webhook/target/migrate-webhook.jar"),
    MIGRATOR("migrator-image/target/migrate-migrator.jar");

    private final String path;

    Jars(String path) {
        this.path = path;
    }

    /// The words that run this jar on the Java that we run on ourselves.
    List<String> command(List<String> arguments) {
        Path jar = Repository.root().resolve(path);
        if (!Files.exists(jar)) {
            throw new IllegalStateException(path + " is missing: run ./mvnw package first");
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var words = new ArrayList<String>(List.of(java, "-jar", jar.toString()));
        words.addAll(arguments);
        return words;
    }
}
