package io.migrate.webhook.cli;

import io.migrate.webhook.metrics.MetricsServer;
import io.vertx.core.Vertx;

import org.slf4j.Logger;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options for the ports of a long-running process.
final class ListenOptions {
    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String host;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description =
                    "port for Prometheus metrics at http://…/metrics, 0 for a free one; observe"
                        + " also serves the probes /startz, /livez and /readyz there (default: not"
                        + " served)")
    private Integer metricsPort;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    String host() {
        return host;
    }

    /// Validates the ports. Call it before anything else.
    void check() {
        check("--metrics-port", metricsPort == null ? 0 : metricsPort);
    }

    /// Validates a port of another option of the command.
    void check(String option, int port) {
        if (port < 0 || port > LAST_PORT) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s %d is not between 0 and %d".formatted(option, port, LAST_PORT));
        }
    }

    /// Serves the metrics, if the option for their port is set.
    ///
    /// @return false if the port is not available; the error has been printed
    boolean serve(Vertx vertx, MetricsServer server, Logger log) {
        if (metricsPort == null) {
            return true;
        }
        try {
            int port = server.start(vertx, host, metricsPort).await();
            log.atInfo().addKeyValue("port", port).log("metrics");
            return true;
        } catch (Exception e) { // await() throws what the server failed with, checked or not
            printFailure(metricsPort, e);
            return false;
        }
    }

    /// Prints why the process cannot listen.
    void printFailure(int port, Exception cause) {
        System.err.printf(
                "migrate-webhook: cannot listen on %s port %d: %s%n",
                host, port, cause.getMessage());
    }
}
