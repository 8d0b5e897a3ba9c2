package io.migrate.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;

/// `./demo`: shows every step from an annotated Pod to a migrated database, and exits 0 only if
/// every check passes.
public final class Demo {
    private Demo() {}

    /// Takes no arguments; the working directory must be the project's root.
    public static void main(String[] args)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        long start = System.nanoTime();
        Path work = Files.createTempDirectory("migrate-demo-");
        cleanUpOnExit(work);
        Screen screen = Screen.standard();
        screen.title("Start a PostgreSQL server and the webhook");
        try (Database database = Database.start(work);
                Webhook webhook = Webhook.start(work, ProjectRoot.sample())) {
            screen.passed(
                    "PostgreSQL "
                            + database.value("postgres", "SHOW server_version")
                            + " on port "
                            + database.server().getPort());
            screen.passed("webhook on " + webhook.uri());
            new Scenes(screen, work, Sample.read(), database).play(webhook);
            screen.title(
                    "All checks passed in %.1f s.".formatted((System.nanoTime() - start) / 1e9));
        } catch (Scenes.DemoFailure failure) {
            screen.failed(failure.getMessage());
            System.exit(1);
        }
    }

    /// Also cleans up after an interrupt, without printing the exceptions it causes.
    private static void cleanUpOnExit(Path work) {
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
