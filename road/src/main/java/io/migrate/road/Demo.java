package io.migrate.road;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// `./demo`: walks the road before your eyes, and exits 0 only if every step held.
public final class Demo {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REPLICAS = 8;
    private static final String SECRET = "db-credentials/database-url";

    private final Screen screen = Screen.standard();
    private final Path work;
    private final Sample sample;
    private final Database database;

    private Demo(Path work, Sample sample, Database database) {
        this.work = work;
        this.sample = sample;
        this.database = database;
    }

    /// A step that did not hold.
    private static final class Broken extends Exception {
        Broken(String what) {
            super(what);
        }
    }

    /// Takes no arguments; the working directory is the project's root.
    public static void main(String[] args)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        long start = System.nanoTime();
        Path work = Files.createTempDirectory("migrate-demo-");
        cleanUpAtTheEnd(work);
        Screen screen = Screen.standard();
        screen.title("A PostgreSQL of its own and the webhook are started");
        try (Database database = Database.start(work);
                Webhook webhook = Webhook.start(work, Repository.sample())) {
            var demo = new Demo(work, Sample.read(), database);
            screen.held(
                    "PostgreSQL "
                            + database.value("postgres", "SHOW server_version")
                            + " on port "
                            + database.server().getPort());
            screen.held("webhook on " + webhook.uri());
            demo.walk(webhook);
            screen.title("All of it held, in %.1f s.".formatted((System.nanoTime() - start) / 1e9));
        } catch (Broken broken) {
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

    private void walk(Webhook webhook)
            throws IOException, InterruptedException, SQLException, ExecutionException, Broken {
        ObjectNode pod = inject(webhook);
        migrate(pod);
        replicas(pod);
        worstNight(pod);
    }

    private ObjectNode inject(Webhook webhook) throws IOException, InterruptedException, Broken {
        screen.title("An annotated Pod goes in over HTTPS, and comes out with its migration");
        JsonNode response = webhook.review(sample.pod(), sample.namespace());
        hold(response.path("allowed").asBoolean(), "the Pod is admitted");
        ObjectNode injected = Webhook.patched(sample.pod(), response);
        screen.diff(
                Yaml.write(sample.pod()).lines().toList(), Yaml.write(injected).lines().toList());
        hold(
                names(injected).equals(List.of("migrate-files-default", "migrate-default")),
                "init containers " + String.join(", ", names(injected)) + " are injected");
        hold(
                webhook.review(injected, sample.namespace()).path("patch").isMissingNode(),
                "a second look changes nothing");
        return injected;
    }

    private void migrate(ObjectNode pod)
            throws IOException, InterruptedException, SQLException, Broken {
        screen.title("What was injected is run, as kubelet would");
        Kubelet.Ended ended =
                kubelet("shop", sample.migrations())
                        .run(pod, "api-5d7f9c8b6d-x7k2p", sample.namespace());
        ended.log().forEach(screen::faint);
        hold(ended.exitCode() == 0, "the migrator exits with 0");
        int files = migrations(sample.migrations());
        screen.line("");
        screen.line("tables:  " + String.join(", ", database.query("shop", TABLES)));
        screen.line("history:");
        database.query("shop", HISTORY).forEach(screen::faint);
        hold(
                count("shop", "public.flyway_schema_history WHERE success") == files,
                files + " migrations are in Flyway's history");
        hold(
                count("shop", "drizzle.__drizzle_migrations") == files,
                "and in Drizzle's own, so that drizzle-kit agrees");
    }

    private void replicas(ObjectNode pod)
            throws IOException, InterruptedException, SQLException, ExecutionException, Broken {
        screen.title(REPLICAS + " replicas start at once on another, empty database");
        Kubelet kubelet = kubelet("replicas", sample.migrations());
        var all = new ArrayList<Future<Kubelet.Ended>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < REPLICAS; i++) {
                String name = "api-5d7f9c8b6d-" + i;
                all.add(threads.submit(() -> kubelet.run(pod, name, sample.namespace())));
            }
        }
        int migrated = 0;
        int idle = 0;
        for (int i = 0; i < REPLICAS; i++) {
            Kubelet.Ended ended = all.get(i).get();
            hold(ended.exitCode() == 0, "replica " + i + ": " + ended.log().getLast());
            int count = JSON.readTree(ended.message()).path("count").asInt();
            migrated += count > 0 ? 1 : 0;
            idle += count == 0 ? 1 : 0;
        }
        hold(
                migrated == 1 && idle == REPLICAS - 1,
                migrated + " migrated, " + idle + " found nothing to do");
        hold(
                count("replicas", "public.flyway_schema_history WHERE success")
                        == migrations(sample.migrations()),
                "every migration is in the history once");
    }

    private void worstNight(ObjectNode pod)
            throws IOException, InterruptedException, SQLException, Broken {
        screen.title("The next release brings a broken migration");
        Path release = work.resolve("release");
        Folders.copy(sample.migrations(), release);
        String tag = addMigration(release, "broken.sql");
        long before = count("shop", "public.flyway_schema_history");
        Kubelet kubelet = kubelet("shop", release);
        Kubelet.Ended failed = kubelet.run(pod, "api-6c4b7d9f5c-q2m8d", sample.namespace());
        failed.log().forEach(screen::faint);
        screen.line("");
        screen.line("$ kubectl describe pod api-6c4b7d9f5c-q2m8d");
        screen.faint("Init Containers:");
        screen.faint("  " + failed.container() + ":");
        screen.faint("    State:        Terminated");
        screen.faint("      Reason:     Error");
        screen.faint("      Message:    " + failed.message());
        screen.faint("      Exit Code:  " + failed.exitCode());
        hold(failed.exitCode() == 14, "exit code 14: a statement failed");
        hold(failed.message().contains(tag + ".sql"), "the message names the file");
        hold(!String.join("", failed.log()).contains(password()), "no password in the log");
        hold(
                count("shop", "public.flyway_schema_history") == before
                        && count(
                                        "shop",
                                        "information_schema.columns WHERE table_name = 'customers'"
                                                + " AND column_name = 'login'")
                                == 0,
                "the database is as it was: nothing half-done");

        screen.title("It is repaired, and the Pod starts again");
        addMigration(release, "repaired.sql");
        Kubelet.Ended repaired = kubelet.run(pod, "api-6c4b7d9f5c-q2m8d", sample.namespace());
        repaired.log().forEach(screen::faint);
        hold(repaired.exitCode() == 0, "exit code 0");
        hold(
                count("shop", "public.flyway_schema_history WHERE success") == before + 1,
                "one more migration is in the history");
    }

    /// Adds the next migration as drizzle-kit would: a file, and its entry in the journal.
    private String addMigration(Path release, String variant) throws IOException {
        JsonNode entry = resource("journal-entry.json");
        Path journal = release.resolve("meta/_journal.json");
        ObjectNode tree = (ObjectNode) JSON.readTree(journal.toFile());
        ArrayNode entries = (ArrayNode) tree.path("entries");
        if (!entries.get(entries.size() - 1).equals(entry)) {
            entries.add(entry);
        }
        JSON.writeValue(journal.toFile(), tree);
        String tag = entry.path("tag").asText();
        try (var sql = Demo.class.getResourceAsStream("/broken/" + variant)) {
            Files.copy(sql, release.resolve(tag + ".sql"), StandardCopyOption.REPLACE_EXISTING);
        }
        return tag;
    }

    private static JsonNode resource(String name) throws IOException {
        try (var json = Demo.class.getResourceAsStream("/broken/" + name)) {
            return JSON.readTree(json);
        }
    }

    private Kubelet kubelet(String name, Path migrations) throws SQLException {
        boolean known =
                !database.query(
                                "postgres",
                                "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")
                        .isEmpty();
        URI secret = URI.create(sample.databaseUrl());
        String url =
                known
                        ? "postgresql://%s@127.0.0.1:%d/%s"
                                .formatted(
                                        secret.getRawUserInfo(), database.server().getPort(), name)
                        : database.create(name, sample.databaseUrl());
        return new Kubelet(work, Map.of(Sample.IN_IMAGE, migrations), Map.of(SECRET, url));
    }

    private String password() {
        return URI.create(sample.databaseUrl()).getUserInfo().split(":", 2)[1];
    }

    private long count(String name, String from) throws SQLException {
        return Long.parseLong(database.value(name, "SELECT count(*) FROM " + from));
    }

    private static int migrations(Path folder) throws IOException {
        return JSON.readTree(folder.resolve("meta/_journal.json").toFile()).path("entries").size();
    }

    private static List<String> names(JsonNode pod) {
        var names = new ArrayList<String>();
        pod.at("/spec/initContainers").forEach(each -> names.add(each.path("name").asText()));
        return names;
    }

    private void hold(boolean holds, String what) throws Broken {
        if (!holds) {
            throw new Broken("does not hold: " + what);
        }
        screen.held(what);
    }

    private static final String TABLES =
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                    + " AND tablename <> 'flyway_schema_history' ORDER BY 1";

    private static final String HISTORY =
            "SELECT lpad(installed_rank::text, 3), version, rpad(description, 34),"
                    + " to_char(installed_on, 'HH24:MI:SS'), execution_time || ' ms'"
                    + " FROM public.flyway_schema_history ORDER BY installed_rank";
}
