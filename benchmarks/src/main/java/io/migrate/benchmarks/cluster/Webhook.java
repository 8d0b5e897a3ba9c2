package io.migrate.benchmarks.cluster;

import io.migrate.benchmarks.machine.Measure;
import io.migrate.benchmarks.machine.Program;
import io.migrate.benchmarks.machine.Running;
import io.migrate.benchmarks.machine.Share;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A process of the shipped webhook.
public final class Webhook implements AutoCloseable {
    /// The memory limit of its container in `manifests/base/webhook.yaml`, in MiB.
    public static final int MEMORY = 256;

    private static final Pattern LISTENING = Pattern.compile("\"listening\",\"port\":(\\d+)");
    private static final Pattern METRICS = Pattern.compile("\"metrics\",\"port\":(\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// More frequent polling would use a significant part of half a core.
    private static final long STEP_MILLIS = 20;

    private final Running running;
    private final HttpClient client;
    private final int port;
    private final int metrics;
    private final double readyMillis;

    private Webhook(Running running, HttpClient client, int port, int metrics, double readyMillis) {
        this.running = running;
        this.client = client;
        this.port = port;
        this.metrics = metrics;
        this.readyMillis = readyMillis;
    }

    /// Starts the webhook and waits until it is ready. Its heap is that of a container with {@link
    /// #MEMORY}.
    ///
    /// @param shipped the command of its image's entry point
    /// @param arguments arguments of `serve` besides addresses
    public static Webhook ready(Measure measure, Program shipped, Share share, String... arguments)
            throws IOException, InterruptedException {
        var words =
                new ArrayList<String>(
                        List.of(
                                "serve",
                                "--host=127.0.0.1",
                                "--dns-name=127.0.0.1",
                                "--metrics-port=0",
                                "--drain-seconds=0"));
        words.addAll(List.of(arguments));
        String options =
                shipped.environment().getOrDefault("JDK_JAVA_OPTIONS", "")
                        + " -XX:MaxRAM="
                        + MEMORY
                        + "m";
        long start = System.nanoTime();
        Running running =
                measure.start(
                        shipped.with("JDK_JAVA_OPTIONS", options.strip())
                                .and(words.toArray(String[]::new)),
                        share);
        try {
            int port = port(running, LISTENING, start);
            HttpClient client = Https.trustingAll();
            while (Https.get(client, port, "/readyz").statusCode() != 200) {
                pause(running, start);
            }
            double millis = (System.nanoTime() - start) / 1e6;
            return new Webhook(running, client, port, port(running, METRICS, start), millis);
        } catch (IOException | InterruptedException | RuntimeException e) {
            running.close();
            throw e;
        }
    }

    private static int port(Running running, Pattern line, long start)
            throws IOException, InterruptedException {
        while (true) {
            Matcher found = line.matcher(running.log());
            if (found.find()) {
                return Integer.parseInt(found.group(1));
            }
            pause(running, start);
        }
    }

    private static void pause(Running running, long start)
            throws IOException, InterruptedException {
        if (!running.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
            throw new IOException("the webhook is not ready:\n" + running.log());
        }
        Thread.sleep(STEP_MILLIS);
    }

    /// The process.
    public Running process() {
        return running;
    }

    /// The port it listens on.
    public int port() {
        return port;
    }

    /// The time from start to readiness.
    public double readyMillis() {
        return readyMillis;
    }

    /// Sends a review as an API server does.
    ///
    /// @return the response
    /// @throws IOException if the status is not 200
    public String review(String review) throws IOException, InterruptedException {
        HttpResponse<String> answer = Https.post(client, port, "/mutate", review);
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    /// The number of Pods reviewed so far.
    public long asked() throws IOException, InterruptedException {
        return (long) sum("migrate_webhook_admissions_total{endpoint=\"pods\"");
    }

    /// The sum of all metrics whose line starts with the given text.
    public double sum(String beginning) throws IOException, InterruptedException {
        return Https.plain(client, metrics, "/metrics")
                .lines()
                .filter(each -> each.startsWith(beginning))
                .mapToDouble(each -> Double.parseDouble(each.substring(each.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        client.close();
        running.close();
    }
}
