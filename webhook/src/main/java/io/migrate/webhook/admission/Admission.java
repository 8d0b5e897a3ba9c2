package io.migrate.webhook.admission;

import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.injection.Injector;
import io.migrate.webhook.injection.Reason;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.workload.WorkloadDecision;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Answers a review: bytes in, bytes out, one log line. Never throws.
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /// Without the policies, a Pod could be injected with values that no policy allows.
    private static final String NOT_YET = "the policies are not loaded yet; try again";

    private static final String ADMISSION = "admission";
    private static final String REJECTED = "request rejected";

    private final Supplier<Optional<ClusterSnapshot>> snapshots;
    private final Journal journal;
    private final Consumer<ReviewResult> meter;

    /// Records the result of a review.
    private interface Journal {
        void record(Request request, Verdict verdict, ReviewResult result);
    }

    /// @param snapshots returns the current one, once for each review; empty until everything is
    ///   loaded
    /// @param meter receives the result of every review
    Admission(Supplier<Optional<ClusterSnapshot>> snapshots, Consumer<ReviewResult> meter) {
        this(snapshots, Admission::log, meter);
    }

    private Admission(
            Supplier<Optional<ClusterSnapshot>> snapshots,
            Journal journal,
            Consumer<ReviewResult> meter) {
        this.snapshots = snapshots;
        this.journal = journal;
        this.meter = meter;
    }

    /// Returns an instance that neither logs nor counts, for the reviews of the warm-up.
    static Admission forWarmUp() {
        var none = ClusterSnapshot.of(Policies.of(Layer.builtIn("warm-up"), List.of()));
        return new Admission(() -> Optional.of(none), (_, _, _) -> {}, _ -> {});
    }

    /// Returns the response to a review.
    HttpResponse answer(Endpoint endpoint, RequestBody body) {
        long start = System.nanoTime();
        try {
            return switch (ReviewReader.read(body, RequestLimits.MAX_TREE)) {
                case ReviewReader.Result.Malformed(var reason) -> {
                    failed("not a review", endpoint, Rejection.MALFORMED, reason, since(start));
                    yield HttpResponse.failure(400, reason);
                }
                case ReviewReader.Result.TooLarge(var uid, var reason) -> {
                    failed(REJECTED, endpoint, Rejection.TOO_LARGE, reason, since(start));
                    yield tooLarge(endpoint, uid, reason);
                }
                case ReviewReader.Result.Read(var request) -> answer(endpoint, request, start);
            };
        } catch (RuntimeException | Error e) {
            return bug(endpoint, e, start);
        }
    }

    /// Returns the response to a body that was not read to its end.
    ///
    /// @param head the beginning of the body
    HttpResponse reject(Endpoint endpoint, Rejection why, RequestBody head) {
        failed(REJECTED, endpoint, why, why.message(), Duration.ZERO);
        return switch (why) {
            case TOO_LARGE -> tooLarge(endpoint, ReviewReader.uid(head), why.message());
            case TOO_MANY, TOO_SLOW, MALFORMED -> why.response();
        };
    }

    private static HttpResponse tooLarge(Endpoint endpoint, Optional<String> uid, String reason) {
        return uid.map(each ->
                        new HttpResponse(200, ReviewWriter.writeTooLarge(each, endpoint, reason)))
                .orElseGet(() -> HttpResponse.failure(413, reason));
    }

    /// Logs and counts a request for which there is no verdict.
    private void failed(
            String message, Endpoint endpoint, Rejection why, String cause, Duration took) {
        var result = ReviewResult.failed(endpoint, why.toString(), took);
        withResult(LOG.atWarn(), result).addKeyValue("cause", cause).log(message);
        meter.accept(result);
    }

    private HttpResponse bug(Endpoint endpoint, Throwable cause, long start) {
        String id = UUID.randomUUID().toString();
        var result = ReviewResult.failed(endpoint, "bug", since(start));
        withResult(LOG.atError().addKeyValue("uid", id), result).setCause(cause).log(ADMISSION);
        meter.accept(result);
        return HttpResponse.failure(500, ReviewWriter.bug(id));
    }

    private HttpResponse answer(Endpoint endpoint, Request request, long start) {
        try {
            Optional<ClusterSnapshot> snapshot = snapshots.get();
            if (snapshot.isEmpty()) {
                var result = ReviewResult.failed(endpoint, "policies-unknown", since(start));
                withResult(withObject(LOG.atWarn(), request), result).log(ADMISSION);
                meter.accept(result);
                return HttpResponse.failure(503, NOT_YET);
            }
            Verdict verdict = decide(endpoint, request, snapshot.get());
            byte[] patch = ReviewWriter.patch(verdict);
            var reply = ReviewWriter.write(request.uid(), verdict, patch);
            var result = ReviewResult.of(endpoint, verdict, patch.length, since(start));
            journal.record(request, verdict, result);
            meter.accept(result);
            return new HttpResponse(200, reply);
        } catch (RuntimeException | Error e) {
            var result = ReviewResult.failed(endpoint, "bug", since(start));
            withResult(withObject(LOG.atError(), request), result).setCause(e).log(ADMISSION);
            meter.accept(result);
            return new HttpResponse(200, ReviewWriter.writeBug(request.uid(), endpoint));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Verdict decide(Endpoint endpoint, Request request, ClusterSnapshot snapshot) {
        return switch (endpoint) {
            case PODS -> decidePod(request, snapshot);
            case WORKLOADS -> decideWorkload(request, snapshot);
        };
    }

    private static Verdict decideWorkload(Request request, ClusterSnapshot snapshot) {
        if (!request.subResource().isEmpty()) {
            return new Verdict.Untouched(Reason.SUBRESOURCE, List.of());
        }
        var decision =
                new WorkloadDecision(snapshot.namespace(request.namespace()), snapshot.policies());
        return switch (request.operation()) {
            case "CREATE" -> decision.onCreate(request.object());
            case "UPDATE" -> decision.onUpdate(request.oldObject(), request.object());
            default -> new Verdict.Untouched(Reason.NEITHER_CREATED_NOR_UPDATED, List.of());
        };
    }

    private static Verdict decidePod(Request request, ClusterSnapshot snapshot) {
        if (request.isNewPod()) {
            return Injector.inject(
                    request.object(), snapshot.namespace(request.namespace()), snapshot.policies());
        }
        List<String> warnings =
                request.isPod()
                        ? List.of()
                        : List.of(
                                "migrate.io: this webhook handles only Pods, not "
                                        + Problem.shown(request.kind())
                                        + "; check its rules");
        return new Verdict.Untouched(Reason.NOT_A_NEW_POD, warnings);
    }

    private static void log(Request request, Verdict verdict, ReviewResult result) {
        LoggingEventBuilder line = withResult(withObject(LOG.atInfo(), request), result);
        if (verdict instanceof Verdict.Refused refused) {
            line = line.addKeyValue("problems", refused.message());
        }
        line.log(ADMISSION);
    }

    /// Adds nothing from the object but names.
    private static LoggingEventBuilder withObject(LoggingEventBuilder line, Request request) {
        return line.addKeyValue("uid", request.uid())
                .addKeyValue("kind", request.kind())
                .addKeyValue("namespace", request.namespace())
                .addKeyValue("name", request.name())
                .addKeyValue("owner", request.owner());
    }

    private static LoggingEventBuilder withResult(LoggingEventBuilder line, ReviewResult result) {
        return line.addKeyValue("outcome", result.outcome())
                .addKeyValue("reason", result.reason())
                .addKeyValue("micros", result.took().toNanos() / 1000);
    }
}
