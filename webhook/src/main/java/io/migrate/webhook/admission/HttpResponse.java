package io.migrate.webhook.admission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.vertx.core.buffer.Buffer;

/// What goes back over HTTP; always JSON.
///
/// @param status of HTTP: 200 for every review that could be read, whatever was decided
record HttpResponse(int status, Buffer body) {
    /// An error in the form that API servers use themselves.
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
}
