package io.migrate.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The runnable jars that the build creates.
enum Jars {
    WEBHOOK("webhook/target/migrate-webhook.jar", "MIGRATE_IO_WEBHOOK_COMMAND"),
    MIGRATOR("migrator-image/target/migrate-migrator.jar", "MIGRATE_IO_MIGRATOR_COMMAND");

    private final String path;
    private final String override;

    Jars(String path, String override) {
        this.path = path;
        this.override = override;
    }

    /// Returns the command that runs this jar on the current Java. An environment variable can name
    /// a program to run instead, for example an image.
    List<String> command(List<String> arguments) {
        String command = System.getenv(override);
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
