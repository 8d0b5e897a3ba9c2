package io.migrate.webhook.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.yaml.Json;

import java.io.IOException;
import java.util.Optional;

/// Reads an `AdmissionReview` of `admission.k8s.io/v1`.
final class ReviewReader {
    static final String API_VERSION = "admission.k8s.io/v1";
    static final String KIND = "AdmissionReview";

    /// Characters. An API server cannot store an object of more than 1.5 MiB.
    private static final int MAX_STRING = 2 * 1024 * 1024;

    private static final JsonFactory JSON =
            Json.factory()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
                    .build();

    private ReviewReader() {}

    /// The result of reading a review.
    sealed interface Result {
        record Read(Request request) implements Result {}

        /// The body is not a review.
        ///
        /// @param reason for the person who debugs it
        record Malformed(String reason) implements Result {}

        /// The body is a review that exceeds a limit.
        ///
        /// @param uid of the request; empty if the limit was exceeded before it
        record TooLarge(Optional<String> uid, String reason) implements Result {}
    }

    /// Reads a review.
    ///
    /// @param maxTree bytes of the heap that it may take
    static Result read(RequestBody body, long maxTree) {
        if (body.size() == 0) {
            return new Result.Malformed("the body is empty; an AdmissionReview is expected");
        }
        if (!isUtf8(body)) {
            return new Result.Malformed("the body is not JSON in UTF-8 without a byte order mark");
        }
        try (JsonParser parser = JSON.createParser(body.stream())) {
            return read(parser, new ReviewTree(parser, maxTree));
        } catch (IOException e) {
            return new Result.Malformed("the body cannot be read: " + e.getMessage());
        }
    }

    /// Returns the uid of a review from its beginning; empty if it is not there. API servers write
    /// it before the object.
    static Optional<String> uid(RequestBody head) {
        try (JsonParser parser = JSON.createParser(head.stream())) {
            var tree = new ReviewTree(parser, RequestLimits.MAX_TREE);
            read(parser, tree);
            return tree.uid();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Result read(JsonParser parser, ReviewTree tree) throws IOException {
        try {
            JsonNode review = tree.read();
            if (parser.nextToken() != null) {
                return new Result.Malformed(
                        "the body is not JSON" + where(parser.currentTokenLocation()));
            }
            return readReview(review);
        } catch (StreamConstraintsException e) {
            return new Result.TooLarge(tree.uid(), limitOf(e));
        } catch (ReviewTree.TooLarge e) {
            return new Result.TooLarge(tree.uid(), e.getMessage());
        } catch (JsonProcessingException e) {
            return new Result.Malformed("the body is not JSON" + where(e.getLocation()));
        }
    }

    /// The parser's sentence, without its classes, and without the length that it had read: that
    /// depends on the buffers that earlier reviews left behind.
    private static String limitOf(StreamConstraintsException e) {
        return e.getOriginalMessage()
                .replaceFirst(", from `[^`]*`", "")
                .replaceFirst(" \\(\\d+\\) exceeds", " exceeds");
    }

    /// Other encodings are recognized by their first bytes (RFC 4627, 3); API servers use UTF-8.
    private static boolean isUtf8(RequestBody body) {
        return body.at(0) != 0 && body.at(1) != 0 && body.at(0) < 0xef;
    }

    private static String where(JsonLocation location) {
        return location == null
                ? ""
                : ", at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static Result readReview(JsonNode review) {
        String kind = review.path("kind").asText();
        String apiVersion = review.path("apiVersion").asText();
        if (!kind.equals(KIND) || !apiVersion.equals(API_VERSION)) {
            return new Result.Malformed(
                    "kind \"%s\" of apiVersion \"%s\" is not AdmissionReview of %s"
                            .formatted(
                                    Problem.shown(kind), Problem.shown(apiVersion), API_VERSION));
        }
        return readRequest(review.path("request"));
    }

    private static Result readRequest(JsonNode request) {
        JsonNode kind = request.path("kind");
        if (!request.path("uid").isTextual() || request.path("uid").textValue().isEmpty()) {
            return new Result.Malformed("request.uid is missing");
        }
        if (!kind.path("kind").isTextual()) {
            return new Result.Malformed("request.kind is missing");
        }
        // DELETE has no object.
        boolean hasObject = request.path("object").isObject();
        boolean isDelete = request.path("operation").asText().equals("DELETE");
        if (!hasObject && !isDelete) {
            return new Result.Malformed("request.object is not an object");
        }
        return new Result.Read(
                new Request(
                        request.path("uid").textValue(),
                        kind.path("group").asText(),
                        kind.path("kind").asText(),
                        request.path("namespace").asText(),
                        request.path("operation").asText(),
                        request.path("subResource").asText(),
                        object(request.path("object")),
                        object(request.path("oldObject"))));
    }

    private static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }
}
