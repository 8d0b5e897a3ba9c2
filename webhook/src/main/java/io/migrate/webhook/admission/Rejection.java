package io.migrate.webhook.admission;

import java.util.Locale;

/// Why a request is not read to its end.
enum Rejection {
    TOO_LARGE(413, "the body is larger than " + RequestLimits.MAX_BODY + " bytes"),
    TOO_MANY(429, "too many requests at once; try again"),
    TOO_SLOW(
            408,
            "the request did not arrive or was not answered within %d ms, or its memory was needed"
                    .formatted(RequestLimits.REQUEST_MILLIS)),
    MALFORMED(400, "the body is not valid in HTTP/1.1");

    private final int status;
    private final String message;

    Rejection(int status, String message) {
        this.status = status;
        this.message = message;
    }

    HttpResponse response() {
        return HttpResponse.failure(status, message);
    }

    String message() {
        return message;
    }

    /// Returns the word for logs and metrics, such as `too-large`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
