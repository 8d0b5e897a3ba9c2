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

/// The scenes of the demo. A failed check ends it.
///
/// @param work folder for volumes and releases
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

    /// A failed check.
    static final class DemoFailure extends Exception {
        DemoFailure(String what) {
            super(what);
        }
    }

    void play(Webhook webhook)
            throws IOException,
                    InterruptedException,
                    SQLException,
                    ExecutionException,
                    DemoFailure {
        ObjectNode pod = inject(webhook);
        migrate(pod);
        replicas(pod);
        brokenRelease(pod);
    }

    private ObjectNode inject(Webhook webhook)
            throws IOException, InterruptedException, DemoFailure {
        screen.title("Send an annotated Pod to the webhook, which injects the migration");
        JsonNode response = webhook.review(sample.pod(), sample.namespace());
        check(response.path("allowed").asBoolean(), "the Pod is admitted");
        ObjectNode injected = AdmissionReviews.patched(sample.pod(), response);
        screen.diff(
                Yaml.write(sample.pod()).lines().toList(), Yaml.write(injected).lines().toList());
        check(
                names(injected).equals(List.of("migrate-files-default", "migrate-default")),
                "init containers " + String.join(", ", names(injected)) + " are injected");
        check(
                webhook.review(injected, sample.namespace()).path("patch").isMissingNode(),
                "a second review changes nothing");
        return injected;
    }

    private void migrate(ObjectNode pod)
            throws IOException, InterruptedException, SQLException, DemoFailure {
        screen.title("Run the injected init containers, as kubelet does");
        Kubelet.Ended ended =
                kubelet("shop", sample.migrations())
                        .run(pod, "api-5d7f9c8b6d-x7k2p", sample.namespace());
        ended.log().forEach(screen::faint);
        check(ended.exitCode() == 0, "the migrator exits with 0");
        int files = Release.count(sample.migrations());
        screen.line("");
        screen.line("tables:  " + String.join(", ", database.query("shop", TABLES)));
        screen.line("history:");
        database.query("shop", HISTORY).forEach(screen::faint);
        check(
                count("shop", "public.flyway_schema_history WHERE success") == files,
                files + " migrations are in Flyway's history");
        check(
                count("shop", "drizzle.__drizzle_migrations") == files,
                files + " migrations are in Drizzle's history, so drizzle-kit stays consistent");
    }

    private void replicas(ObjectNode pod)
            throws IOException,
                    InterruptedException,
                    SQLException,
                    ExecutionException,
                    DemoFailure {
        screen.title(REPLICAS + " replicas start at the same time on an empty database");
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
            check(ended.exitCode() == 0, "replica " + i + ": " + ended.log().getLast());
            int count = JSON.readTree(ended.message()).path("count").asInt();
            migrated += count > 0 ? 1 : 0;
            idle += count == 0 ? 1 : 0;
        }
        check(
                migrated == 1 && idle == REPLICAS - 1,
                migrated
                        + " replica migrated the database, "
                        + idle
                        + " found no pending migrations");
        check(
                count("replicas", "public.flyway_schema_history WHERE success")
                        == Release.count(sample.migrations()),
                "every migration is in the history exactly once");
    }

    private void brokenRelease(ObjectNode pod)
            throws IOException, InterruptedException, SQLException, DemoFailure {
        screen.title("Deploy a release with a broken migration");
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
        check(failed.exitCode() == 14, "the exit code is 14: a statement failed");
        check(failed.message().contains(tag + ".sql"), "the message names the file");
        check(!String.join("", failed.log()).contains(password()), "the log contains no password");
        check(
                count("shop", "public.flyway_schema_history") == before
                        && count(
                                        "shop",
                                        "information_schema.columns WHERE table_name = 'customers'"
                                                + " AND column_name = 'login'")
                                == 0,
                "the failed migration was rolled back completely");

        screen.title("Fix the migration and restart the Pod");
        release.add("repaired.sql");
        Kubelet.Ended repaired = kubelet.run(pod, "api-6c4b7d9f5c-q2m8d", sample.namespace());
        repaired.log().forEach(screen::faint);
        check(repaired.exitCode() == 0, "the exit code is 0");
        check(
                count("shop", "public.flyway_schema_history WHERE success") == before + 1,
                "the history has one more migration");
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

    private void check(boolean passed, String what) throws DemoFailure {
        if (!passed) {
            throw new DemoFailure("failed: " + what);
        }
        screen.passed(what);
    }
}
