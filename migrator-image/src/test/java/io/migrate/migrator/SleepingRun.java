package io.migrate.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A run in this JVM whose migration has come to its `pg_sleep`.
record SleepingRun(Postgres database, CompletableFuture<MigratorRun> future) {
    private static final String SLEEPING =
            " FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";

    static SleepingRun of(Folder folder, Postgres database, String... arguments) throws Exception {
        var future = new CompletableFuture<MigratorRun>();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        future.complete(MigratorRun.of(folder.path(), database, arguments));
                    } catch (IOException | UncheckedIOException | AssertionError e) {
                        future.completeExceptionally(e);
                    }
                });
        var run = new SleepingRun(database, future);
        run.await();
        return run;
    }

    /// The same as a process of its own, which can be killed.
    static MigratorProcess start(Folder folder, Postgres database) throws Exception {
        MigratorProcess migrator = MigratorProcess.start(folder.path(), database);
        while (!isAsleep(database)) {
            assertThat(migrator.process().isAlive()).as(migrator.output()).isTrue();
            Thread.sleep(20);
        }
        return migrator;
    }

    private void await() throws Exception {
        while (!isAsleep(database)) {
            assertThat(future).isNotDone();
            Thread.sleep(20);
        }
    }

    static boolean isAsleep(Postgres database) throws Exception {
        return !database.rows("SELECT 1" + SLEEPING).isEmpty();
    }

    /// Ends its session, as a failover does.
    MigratorRun terminate() throws Exception {
        assertThat(database.rows("SELECT pg_terminate_backend(pid)" + SLEEPING))
                .containsExactly("t");
        return end();
    }

    MigratorRun end() throws Exception {
        return future.get(180, TimeUnit.SECONDS);
    }
}
