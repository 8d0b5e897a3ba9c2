package io.migrate.benchmarks.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.benchmarks.Bench;
import io.migrate.benchmarks.Effort;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.pods.Pods;
import io.migrate.benchmarks.report.Figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How many admissions a core is good for, beside a server that does nothing and beside webhooks
/// written in Go, and how long one takes.
///
/// Each server has the first core to itself and Vegeta the others; they are measured in turn, in
/// several rounds, after each has been kept busy for as long as the others (25 s, or 2 s in a quick
/// pass, in which ours is still being compiled). A second of the server's core counts whether
/// Vegeta keeps it busy or not. Ours writes a line of its log for each admission, and so does
/// Vault's; the others write none. Vegeta opens its connections anew for each measurement, and
/// their handshakes are in the figures of all.
public final class WebhookServerPart implements Part {
    @Override
    public String name() {
        return "door";
    }

    @Override
    public String question() {
        return "How many admissions is a core good for, and how long does one take?";
    }

    @Override
    public List<Figure> measure(Bench bench) throws IOException, InterruptedException {
        var measure = Measure.in(bench.work());
        Servers servers = Servers.in(bench, measure);
        var client = new Client(servers.authority());
        for (int size : Situation.SIZES) {
            Files.writeString(review(bench, size), Pods.review(Situation.pod(size)).toString());
        }
        var running = new ArrayList<Server>();
        try {
            Server ours = servers.ours();
            running.add(ours);
            int usual = Situation.SIZES.getFirst();
            ObjectNode pod = Situation.pod(usual);
            String answer = client.ask(ours.port(), review(bench, usual));
            JsonNode patched = Answers.patched(answer, pod);
            ObjectNode added = Answers.added(pod, patched);
            Path constant = Files.writeString(bench.work().resolve("answer.json"), answer);
            Path more = Files.writeString(bench.work().resolve("added.json"), added.toString());
            running.add(servers.ceiling(constant));
            running.add(servers.peer("controller-runtime", more.toString()));
            running.add(servers.peer("kubewebhook", more.toString()));
            running.add(servers.peer("vault-k8s"));
            check(bench, client, running, Answers.gist(added));
            var load = new Load(measure, bench.work(), servers.authority());
            return new Rounds(bench, load, List.copyOf(running), pace(bench.effort())).figures();
        } finally {
            for (Server each : running) {
                each.close();
            }
        }
    }

    /// Where a review with a Pod of this size lies.
    static Path review(Bench bench, int size) {
        return bench.work().resolve("review-" + size + ".json");
    }

    private static void check(Bench bench, Client client, List<Server> servers, ObjectNode gist)
            throws IOException, InterruptedException {
        for (int size : Situation.SIZES) {
            for (Server each : servers) {
                ObjectNode pod = Situation.pod(size);
                String answer = client.ask(each.port(), review(bench, size));
                ObjectNode added = Answers.added(pod, Answers.patched(answer, pod));
                boolean good =
                        each.name().equals("vault-k8s")
                                ? added.at("/initContainers/0/name")
                                        .asText()
                                        .equals("vault-agent-init")
                                : Answers.gist(added).equals(gist);
                if (!good) {
                    throw new IOException(each.name() + " adds " + added + " instead of " + gist);
                }
            }
        }
    }

    private static Rounds.Pace pace(Effort effort) {
        return switch (effort) {
            case QUICK -> new Rounds.Pace(1, Duration.ofSeconds(2), Duration.ofMillis(600));
            case FULL -> new Rounds.Pace(3, Duration.ofSeconds(25), Duration.ofSeconds(4));
        };
    }
}
