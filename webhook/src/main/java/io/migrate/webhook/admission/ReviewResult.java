package io.migrate.webhook.admission;

import io.migrate.webhook.injection.Verdict;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// What became of a review, in words of closed sets: nothing that a user chose is among them.
///
/// @param endpoint `pods` or `workloads`
/// @param outcome `injected`, `untouched`, `refused`, or `failed` if there was no verdict
/// @param reason one word or a few with `-` between them
/// @param patchBytes size of the patch as JSON; 0 without one
/// @param took from the whole request to the answer
public record ReviewResult(
        String endpoint, String outcome, String reason, int patchBytes, Duration took) {
    private static final Set<String> FAILURES = Set.of("malformed", "policies-unknown", "bug");

    /// What reviews are asked for.
    public static List<String> endpoints() {
        return Stream.of(Endpoint.values()).map(ReviewResult::nameOf).toList();
    }

    /// The reasons of those that `failed`.
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
