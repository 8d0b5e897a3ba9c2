package io.migrate.benchmarks.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.RunMode;
import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.pods.Pods;
import io.migrate.benchmarks.report.Figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Measures admissions per core and latency, compared with a baseline server and webhooks written
/// in Go.
///
/// Each server has the first core to itself and Vegeta the others. Servers are measured in turn, in
/// several rounds, after the same warm-up for each (25 s, or 2 s in a quick run, in which
/// migrate.io's is still being compiled). CPU time counts only while the server runs on its core.
/// migrate.io and Vault write a log line for each admission; the others write none. Vegeta opens
/// new connections for each measurement, so the figures of all servers include handshakes.
public final class WebhookServerPart implements Part {
    @Override
    public String name() {
        return "server";
    }

    @Override
    public String question() {
        return "How many admissions per second does a core handle, and how long does one take?";
    }

    @Override
    public List<Figure> measure(BenchmarkContext context) throws IOException, InterruptedException {
        var measure = Measure.in(context.work());
        Servers servers = Servers.in(context, measure);
        var client = new Client(servers.authority());
        for (int size : Scenario.SIZES) {
            Files.writeString(review(context, size), Pods.review(Scenario.pod(size)).toString());
        }
        var running = new ArrayList<Server>();
        try {
            Server ours = servers.ours();
            running.add(ours);
            int usual = Scenario.SIZES.getFirst();
            ObjectNode pod = Scenario.pod(usual);
            String answer = client.ask(ours.port(), review(context, usual));
            JsonNode patched = AdmissionResponses.patched(answer, pod);
            ObjectNode added = AdmissionResponses.added(pod, patched);
            Path constant = Files.writeString(context.work().resolve("answer.json"), answer);
            Path more = Files.writeString(context.work().resolve("added.json"), added.toString());
            running.add(servers.baseline(constant));
            running.add(servers.peer("controller-runtime", more.toString()));
            running.add(servers.peer("kubewebhook", more.toString()));
            running.add(servers.peer("vault-k8s"));
            check(context, client, running, AdmissionResponses.summary(added));
            var load = new Load(measure, context.work(), servers.authority());
            return new Rounds(context, load, List.copyOf(running), pace(context.mode())).figures();
        } finally {
            for (Server each : running) {
                each.close();
            }
        }
    }

    /// The file of a review with a Pod of this size.
    static Path review(BenchmarkContext context, int size) {
        return context.work().resolve("review-" + size + ".json");
    }

    private static void check(
            BenchmarkContext context, Client client, List<Server> servers, ObjectNode summary)
            throws IOException, InterruptedException {
        for (int size : Scenario.SIZES) {
            for (Server each : servers) {
                ObjectNode pod = Scenario.pod(size);
                String answer = client.ask(each.port(), review(context, size));
                ObjectNode added =
                        AdmissionResponses.added(pod, AdmissionResponses.patched(answer, pod));
                boolean good =
                        each.name().equals("vault-k8s")
                                ? added.at("/initContainers/0/name")
                                        .asText()
                                        .equals("vault-agent-init")
                                : AdmissionResponses.summary(added).equals(summary);
                if (!good) {
                    throw new IOException(
                            each.name() + " adds " + added + " instead of " + summary);
                }
            }
        }
    }

    private static Rounds.Pace pace(RunMode mode) {
        return switch (mode) {
            case QUICK -> new Rounds.Pace(1, Duration.ofSeconds(2), Duration.ofMillis(600));
            case FULL -> new Rounds.Pace(3, Duration.ofSeconds(25), Duration.ofSeconds(4));
        };
    }
}
