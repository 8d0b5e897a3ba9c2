package io.migrate.webhook.admission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
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

    /// Sends the response. API servers try again after 429 and 503 only with `Retry-After`.
    void send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (status == 429 || status == 503) {
            response.putHeader("retry-after", "1");
        }
        response.setStatusCode(status).putHeader("content-type", "application/json");
        if (status == 408) {
            // The rest of the request may come at any time; it is not the head of the next one.
            response.putHeader("connection", "close")
                    .end(body)
                    .onComplete(_ -> request.connection().close());
        } else {
            response.end(body);
        }
    }
}
