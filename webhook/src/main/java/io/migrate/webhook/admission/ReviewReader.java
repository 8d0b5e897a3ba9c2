package io.migrate.webhook.admission;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.settings.Problem;

import java.io.IOException;

/// Reads an `AdmissionReview` of `admission.k8s.io/v1`.
final class ReviewReader {
    static final String API_VERSION = "admission.k8s.io/v1";
    static final String KIND = "AdmissionReview";

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ReviewReader() {}

    /// The result of reading a review.
    sealed interface Result {
        record Read(Request request) implements Result {}

        /// The body is not a review.
        ///
        /// @param reason for the person who debugs it
        record Malformed(String reason) implements Result {}
    }

    static Result read(byte[] body) {
        if (body.length == 0) {
            return new Result.Malformed("the body is empty; an AdmissionReview is expected");
        }
        JsonNode review;
        try {
            review = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return new Result.Malformed("the body is not JSON" + where(e.getLocation()));
        } catch (IOException e) {
            return new Result.Malformed("the body cannot be read: " + e.getMessage());
        }
        return readReview(review);
    }

    /// An error without a location exceeds a limit of the parser, such as the digits of a number.
    private static String where(JsonLocation location) {
        return location == null
                ? " within the limits of a review"
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
        return node instanceof ObjectNode object ? object : JSON.createObjectNode();
    }
}
