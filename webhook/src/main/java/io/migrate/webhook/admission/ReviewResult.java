package io.migrate.webhook.admission;

import io.migrate.webhook.injection.Verdict;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The result of a review, in words of closed sets, without anything that a user chose.
///
/// @param endpoint `pods` or `workloads`
/// @param outcome `injected`, `untouched`, `refused`, or `failed` if there was no verdict
/// @param reason words joined by `-`
/// @param patchBytes size of the patch as JSON; 0 without one
/// @param took the time between the complete request and the response
public record ReviewResult(
        String endpoint, String outcome, String reason, int patchBytes, Duration took) {
    private static final Set<String> FAILURES =
            Stream.concat(
                            Stream.of("malformed", "client-refused", "policies-unknown", "bug"),
                            Stream.of(Rejection.values()).map(Rejection::toString))
                    .collect(Collectors.toUnmodifiableSet());

    /// Returns the names of the endpoints.
    public static List<String> endpoints() {
        return Stream.of(Endpoint.values()).map(ReviewResult::nameOf).toList();
    }

    /// Returns the reasons of the outcome `failed`.
    public static Set<String> failures() {
        return FAILURES;
    }

    static ReviewResult of(Endpoint endpoint, Verdict verdict, int patchBytes, Duration took) {
        String outcome =
                switch (verdict) {
                    case Verdict.Untouched _ -> "untouched";
                    case Verdict.Injected _ -> "injected";
                    case Verdict.Refused _ -> "refused";
                };
        return new ReviewResult(
                nameOf(endpoint), outcome, verdict.reason().toString(), patchBytes, took);
    }

    static ReviewResult failed(Endpoint endpoint, String reason, Duration took) {
        return new ReviewResult(nameOf(endpoint), "failed", reason, 0, took);
    }

    private static String nameOf(Endpoint endpoint) {
        return endpoint.name().toLowerCase(Locale.ROOT);
    }
}
