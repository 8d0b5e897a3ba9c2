package io.migrate.webhook.admission;

import io.migrate.webhook.injection.Verdict;

import java.time.Duration;
import java.util.Locale;

/// What became of a review, in words of closed sets: nothing that a user chose is among them.
///
/// @param endpoint `pods` or `workloads`
/// @param outcome `injected`, `untouched`, `refused`, or `failed` if there was no verdict
/// @param reason one word or a few with `-` between them
/// @param patchBytes size of the patch as JSON; 0 without one
/// @param took from the whole request to the answer
public record Reviewed(
        String endpoint, String outcome, String reason, int patchBytes, Duration took) {
    static Reviewed of(Endpoint endpoint, Verdict verdict, int patchBytes, Duration took) {
        String name = nameOf(endpoint);
        return switch (verdict) {
            case Verdict.Untouched(var reason, _) ->
                    new Reviewed(name, "untouched", reason, 0, took);
            case Verdict.Injected _ when patchBytes == 0 ->
                    new Reviewed(name, "injected", "already-there", 0, took);
            case Verdict.Injected _ -> new Reviewed(name, "injected", "patched", patchBytes, took);
            case Verdict.Refused _ -> new Reviewed(name, "refused", "problems", 0, took);
        };
    }

    static Reviewed failed(Endpoint endpoint, String reason, Duration took) {
        return new Reviewed(nameOf(endpoint), "failed", reason, 0, took);
    }

    private static String nameOf(Endpoint endpoint) {
        return endpoint.name().toLowerCase(Locale.ROOT);
    }
}
