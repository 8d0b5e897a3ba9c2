package io.migrate.webhook.admission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import org.jspecify.annotations.Nullable;

/// A response over HTTP; always JSON.
///
/// @param status HTTP status code: 200 for every readable review, whatever the decision
record HttpResponse(int status, Buffer body) {
    /// Returns an error as a `Status` object, the form that API servers use.
    static HttpResponse failure(int status, String message) {
        var body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("apiVersion", "v1")
                        .put("kind", "Status")
                        .put("status", "Failure")
                        .put("message", message)
                        .put("code", status);
        return new HttpResponse(status, Buffer.buffer(body.toString()));
    }

    /// Returns the error of a request that could not be decoded.
    static HttpResponse undecodable(@Nullable Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> failure(414, "the request path is too long");
            case TooLongHttpHeaderException _ -> failure(431, "the request headers are too large");
            case null, default -> failure(400, "not an HTTP/1.1 request");
        };
    }

    void send(HttpServerResponse response) {
        response.setStatusCode(status).putHeader("content-type", "application/json").end(body);
    }
}
