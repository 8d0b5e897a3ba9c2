package io.migrate.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The runnable jars, as the build leaves them.
enum Jars {
    WEBHOOK("webhook/target/migrate-webhook.jar", "MIGRATE_IO_WEBHOOK_COMMAND"),
    MIGRATOR("migrator-image/target/migrate-migrator.jar", "MIGRATE_IO_MIGRATOR_COMMAND");

    private final String path;
    private final String instead;

    Jars(String path, String instead) {
        this.path = path;
        this.instead = instead;
    }

    /// The words that run this jar on the Java that we run on ourselves. An environment variable
    /// may name a program to run instead, which is how an image is put in the jar's place.
    List<String> command(List<String> arguments) {
        String command = System.getenv(instead);
        if (command != null) {
            return Stream.concat(Stream.of(command), arguments.stream()).toList();
        }
        Path jar = ProjectRoot.root().resolve(path);
        if (!Files.exists(jar)) {
            throw new IllegalStateException(path + " is missing: run ./mvnw package first");
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var words = new ArrayList<String>(List.of(java, "-jar", jar.toString()));
        words.addAll(arguments);
        return words;
    }
}
