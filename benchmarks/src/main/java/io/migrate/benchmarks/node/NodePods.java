package io.migrate.benchmarks.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.benchmarks.BenchmarkContext;
import io.migrate.benchmarks.Part;
import io.migrate.benchmarks.RunMode;
import io.migrate.benchmarks.report.Figure;
import io.migrate.benchmarks.report.Sample;
import io.migrate.e2e.node.Installation;
import io.migrate.e2e.node.Namespace;
import io.migrate.e2e.node.Node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Measures Pods on a Node, with and without a migration, in turn. All migrations are applied
/// before: this is the start of nearly every Pod.
public final class NodePods implements Part {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PEER = "no annotation";

    @Override
    public String name() {
        return "node";
    }

    @Override
    public String question() {
        return "On a Node, how long does a Pod take to start, what do the injected containers use,"
                + " and how soon is the webhook back?";
    }

    @Override
    public List<Figure> measure(BenchmarkContext context) throws IOException, InterruptedException {
        if (!Node.isUp()) {
            context.log("left out: there is no cluster in " + Node.folder());
            return List.of();
        }
        Installation.ensure();
        ControlGroups groups = ControlGroups.of(Node.folder().getFileName().toString());
        var figures = new ArrayList<Figure>();
        try (Namespace namespace = Namespace.withDatabase("measured");
                Proxy proxy = Proxy.start(context.root(), context.work())) {
            namespace.applied(
                    new String(resource("policies.yaml").readAllBytes(), StandardCharsets.UTF_8));
            String pods = "/api/v1/namespaces/measured/pods";
            Start.of(proxy, groups, pods, annotated(Limit.NONE)); // applies the migrations
            figures.addAll(starts(context, proxy, groups, pods));
            try (var volumes = ImageVolumes.allow(namespace)) {
                volumes.await(proxy, pods, mounted());
                figures.add(mounts(context, proxy, groups, pods));
            }
            figures.addAll(ofThePrograms(proxy, groups));
            figures.addAll(recovery(context, proxy, pods));
        }
        Installation.awaitReady();
        return figures;
    }

    private static List<Figure> starts(
            BenchmarkContext context, Proxy proxy, ControlGroups groups, String pods)
            throws IOException, InterruptedException {
        Map<Limit, List<Start>> with = byLimit();
        Map<Limit, List<Start>> without = byLimit();
        int rounds = rounds(context.mode());
        for (int i = 0; i < rounds; i++) {
            for (Limit each : Limit.values()) {
                if (i % 2 == 0) {
                    with.get(each).add(Start.of(proxy, groups, pods, annotated(each)));
                }
                without.get(each).add(Start.of(proxy, groups, pods, plain(each)));
                if (i % 2 == 1) {
                    with.get(each).add(Start.of(proxy, groups, pods, annotated(each)));
                }
            }
            context.log("round %d of %d".formatted(i + 1, rounds));
        }
        var figures = new ArrayList<Figure>();
        with.forEach((limit, starts) -> {
            String name = "node/" + limit.word();
            figures.add(
                    Figure.of(name + "/start", seconds(starts), "s")
                            .against(PEER, seconds(without.get(limit))));
            for (String each : List.of("migrate-files-", "migrate-")) {
                figures.addAll(usage(name, each + limit.policy(), starts));
            }
        });
        return figures;
    }

    /// The image of the application as a volume, beside a copy out of it.
    private static Figure mounts(
            BenchmarkContext context, Proxy proxy, ControlGroups groups, String pods)
            throws IOException, InterruptedException {
        var mounted = new ArrayList<Start>();
        var copied = new ArrayList<Start>();
        for (int i = 0; i < rounds(context.mode()); i++) {
            mounted.add(Start.of(proxy, groups, pods, mounted()));
            copied.add(Start.of(proxy, groups, pods, annotated(Limit.NONE)));
        }
        return Figure.of("node/image-volume/start", seconds(mounted), "s")
                .against("copy", seconds(copied));
    }

    private static ObjectNode mounted() throws IOException {
        return annotated(Limit.NONE, "mounted");
    }

    private static Map<Limit, List<Start>> byLimit() {
        var all = new EnumMap<Limit, List<Start>>(Limit.class);
        for (Limit each : Limit.values()) {
            all.put(each, new ArrayList<>());
        }
        return all;
    }

    private static Sample seconds(List<Start> starts) {
        return Sample.of(starts.stream().map(Start::seconds).toList());
    }

    /// A container that ended before anything was read has no figures.
    private static List<Figure> usage(String name, String container, List<Start> starts) {
        List<Usage> used =
                starts.stream()
                        .map(Start::containers)
                        .filter(each -> each.containsKey(container))
                        .map(each -> each.get(container))
                        .toList();
        return used.isEmpty() ? List.of() : usage(name + "/" + container, used);
    }

    private static List<Figure> usage(String name, List<Usage> used) {
        return List.of(
                Figure.of(
                        name + "/memory",
                        Sample.of(used.stream().map(Usage::mebibytes).toList()),
                        "MiB"),
                Figure.of(
                        name + "/cpu",
                        Sample.of(used.stream().map(Usage::cpuSeconds).toList()),
                        "s"));
    }

    /// What webhook and observer have used since they were started.
    private static List<Figure> ofThePrograms(Proxy proxy, ControlGroups groups)
            throws IOException {
        var figures = new ArrayList<Figure>();
        for (String each : List.of("webhook", "observer")) {
            var used = new ArrayList<Usage>();
            for (JsonNode pod :
                    proxy.get(
                                    "/api/v1/namespaces/migrate-io-system/pods?labelSelector=app.kubernetes.io%2Fcomponent%3D"
                                            + each)
                            .path("items")) {
                // The other control group is that of the Pod's sandbox.
                groups.ofPod(pod.at("/metadata/uid").asText()).values().stream()
                        .max(Comparator.comparingDouble(Usage::mebibytes))
                        .ifPresent(used::add);
            }
            figures.addAll(usage("node/" + each, used));
        }
        return figures;
    }

    private static List<Figure> recovery(BenchmarkContext context, Proxy proxy, String pods)
            throws IOException, InterruptedException {
        var figures = new ArrayList<Figure>();
        for (Recovery.Ending ending : Recovery.Ending.values()) {
            var recoveries = new ArrayList<Recovery>();
            for (int i = 0; i < rounds(context.mode()); i++) {
                recoveries.add(Recovery.from(ending, proxy, pods, annotated(Limit.NONE)));
            }
            String name = "node/webhook/" + ending.name().toLowerCase(Locale.ROOT);
            figures.add(figure(name + "/outage", recoveries, Recovery::seconds));
            figures.add(figure(name + "/slowest-call", recoveries, Recovery::slowest));
        }
        return figures;
    }

    private static Figure figure(
            String name, List<Recovery> recoveries, ToDoubleFunction<Recovery> value) {
        return Figure.of(
                name, Sample.of(recoveries.stream().map(value::applyAsDouble).toList()), "s");
    }

    private static int rounds(RunMode mode) {
        return switch (mode) {
            case QUICK -> 1;
            case FULL -> 5;
        };
    }

    private static ObjectNode plain(Limit limit) throws IOException {
        var pod = (ObjectNode) JSON.readTree(resource("pod.json"));
        ((ObjectNode) pod.at("/spec/containers/0"))
                .set("resources", JSON.readTree(limit.resources()));
        return pod;
    }

    private static ObjectNode annotated(Limit limit) throws IOException {
        return annotated(limit, limit.policy());
    }

    private static ObjectNode annotated(Limit limit, String policy) throws IOException {
        ObjectNode pod = plain(limit);
        var annotations = (ObjectNode) pod.at("/metadata/annotations");
        annotations.put("migrate.io/enabled", "true");
        annotations.put("migrate.io/source", "container/api:/app/drizzle");
        annotations.put("migrate.io/policy", policy);
        return pod;
    }

    private static InputStream resource(String name) {
        return NodePods.class.getResourceAsStream(name);
    }
}
