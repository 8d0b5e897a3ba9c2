package io.migrate.webhook.admission;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The server on one event loop.
final class ServerInstance extends VerticleBase {
    /// API servers keep connections for 90 s; closing them earlier would race with a request.
    private static final int IDLE_SECONDS = 120;

    private final ServerTls tls;
    private final Routes routes;
    private final MemoryBudget largeBodies;
    private final int eventLoops;
    private final Function<ServerInstance, Future<Void>> listen;
    private HttpServer server;

    /// @param largeBodies of all instances
    /// @param eventLoops the number of instances, which share the limits
    /// @param listen starts listening, once there is a server
    ServerInstance(
            ServerTls tls,
            Routes routes,
            MemoryBudget largeBodies,
            int eventLoops,
            Function<ServerInstance, Future<Void>> listen) {
        this.tls = tls;
        this.routes = routes;
        this.largeBodies = largeBodies;
        this.eventLoops = eventLoops;
        this.listen = listen;
    }

    @Override
    public Future<?> start() {
        var connections =
                new Connections(
                        vertx, Connections.HEAD_MILLIS, RequestLimits.MAX_CONNECTIONS / eventLoops);
        var bodies =
                new RequestBodies(
                        vertx,
                        new MemoryBudget(RequestLimits.SMALL_BODIES / eventLoops),
                        largeBodies,
                        RequestLimits.PATIENCE_MILLIS);
        server =
                vertx.createHttpServer(
                                tls.serverOptions()
                                        .setIdleTimeout(IDLE_SECONDS)
                                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                                        .setSslHandshakeTimeout(RequestLimits.HANDSHAKE_SECONDS)
                                        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS))
                        .connectionHandler(connections::opened)
                        .invalidRequestHandler(ServerInstance::refuse)
                        .requestHandler(routes.router(vertx, connections, bodies));
        return listen.apply(this);
    }

    /// Starts listening and returns the port.
    Future<Integer> listen(int port, String host) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    Future<Void> update(ServerTls newTls) {
        return server.updateSSLOptions(newTls.updatedOptions(), true).mapEmpty();
    }

    Future<Void> shutdown() {
        return server.shutdown(RequestLimits.REQUEST_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Answers requests that are not valid HTTP.
    private static void refuse(HttpServerRequest request) {
        request.response().putHeader("connection", "close");
        HttpResponse.undecodable(request.decoderResult().cause()).send(request);
        request.connection().close();
    }
}
