package io.migrate.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What the demonstration shows, scene by scene; each holds or ends it.
///
/// @param work where volumes and releases go
record Scenes(Screen screen, Path work, Sample sample, Database database) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REPLICAS = 8;
    private static final String SECRET = "db-credentials/database-url";

    private static final String TABLES =
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                    + " AND tablename <> 'flyway_schema_history' ORDER BY 1";

    private static final String HISTORY =
            "SELECT lpad(installed_rank::text, 3), version, rpad(description, 34),"
                    + " to_char(installed_on, 'HH24:MI:SS'), execution_time || ' ms'"
                    + " FROM public.flyway_schema_history ORDER BY installed_rank";

    /// A step that did not hold.
    static final class Broken extends Exception {
        Broken(String what) {
            super(what);
        }
    }

    void play(Webhook webhook)
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
        int files = Release.count(sample.migrations());
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
                        == Release.count(sample.migrations()),
                "every migration is in the history once");
    }

    private void worstNight(ObjectNode pod)
            throws IOException, InterruptedException, SQLException, Broken {
        screen.title("The next release brings a broken migration");
        Release release = Release.of(sample, work.resolve("release"));
        String tag = release.add("broken.sql");
        long before = count("shop", "public.flyway_schema_history");
        Kubelet kubelet = kubelet("shop", release.migrations());
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
        release.add("repaired.sql");
        Kubelet.Ended repaired = kubelet.run(pod, "api-6c4b7d9f5c-q2m8d", sample.namespace());
        repaired.log().forEach(screen::faint);
        hold(repaired.exitCode() == 0, "exit code 0");
        hold(
                count("shop", "public.flyway_schema_history WHERE success") == before + 1,
                "one more migration is in the history");
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
}
