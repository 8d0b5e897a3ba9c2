package io.migrate.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;

/// `./demo`: walks the road before your eyes, and exits 0 only if every step held.
public final class Demo {
    private Demo() {}

    /// Takes no arguments; the working directory is the project's root.
    public static void main(String[] args)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        long start = System.nanoTime();
        Path work = Files.createTempDirectory("migrate-demo-");
        cleanUpAtTheEnd(work);
        Screen screen = Screen.standard();
        screen.title("A PostgreSQL of its own and the webhook are started");
        try (Database database = Database.start(work);
                Webhook webhook = Webhook.start(work, ProjectRoot.sample())) {
            screen.held(
                    "PostgreSQL "
                            + database.value("postgres", "SHOW server_version")
                            + " on port "
                            + database.server().getPort());
            screen.held("webhook on " + webhook.uri());
            new Scenes(screen, work, Sample.read(), database).play(webhook);
            screen.title("All of it held, in %.1f s.".formatted((System.nanoTime() - start) / 1e9));
        } catch (Scenes.Broken broken) {
            screen.failed(broken.getMessage());
            System.exit(1);
        }
    }

    /// Also when interrupted: then what the steps complain of is not worth telling.
    private static void cleanUpAtTheEnd(Path work) {
        Thread main = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            main.setUncaughtExceptionHandler((_, _) -> {});
                            Database.awaitEnd(work);
                            Folders.delete(work);
                        }));
    }
}
