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
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Bytes of a review in, bytes of an answer out, one log line between. Never throws.
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /// Without its policies a Pod might get what no policy would give it.
    private static final String NOT_YET = "not all policies are known yet; try again";

    private static final String ADMISSION = "admission";

    private final Supplier<Optional<ClusterSnapshot>> snapshots;
    private final Journal journal;
    private final Consumer<ReviewResult> meter;

    /// Where it is written what became of a review.
    private interface Journal {
        void record(Request request, Verdict verdict, ReviewResult reviewed);
    }

    /// @param snapshots asked for that of the moment, once a review; empty as long as not all is
    ///   known
    /// @param meter told of every review
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

    /// One that nobody reads about: for reviews that we send to ourselves.
    static Admission rehearsal() {
        var none = ClusterSnapshot.of(Policies.of(Layer.builtIn("rehearsal"), List.of()));
        return new Admission(() -> Optional.of(none), (_, _, _) -> {}, _ -> {});
    }

    HttpResponse answer(Endpoint endpoint, byte[] body) {
        long start = System.nanoTime();
        return switch (ReviewReader.read(body)) {
            case ReviewReader.Result.Malformed(var reason) -> {
                var reviewed = ReviewResult.failed(endpoint, "malformed", since(start));
                became(LOG.atWarn(), reviewed).addKeyValue("cause", reason).log("not a review");
                meter.accept(reviewed);
                yield HttpResponse.failure(400, reason);
            }
            case ReviewReader.Result.Read(var request) -> answer(endpoint, request, start);
        };
    }

    private HttpResponse answer(Endpoint endpoint, Request request, long start) {
        try {
            Optional<ClusterSnapshot> snapshot = snapshots.get();
            if (snapshot.isEmpty()) {
                var early = ReviewResult.failed(endpoint, "policies-unknown", since(start));
                became(who(LOG.atWarn(), request), early).log(ADMISSION);
                meter.accept(early);
                return HttpResponse.failure(503, NOT_YET);
            }
            Verdict verdict = decide(endpoint, request, snapshot.get());
            byte[] patch = ReviewWriter.patch(verdict);
            var reply = ReviewWriter.write(request.uid(), verdict, patch);
            var reviewed = ReviewResult.of(endpoint, verdict, patch.length, since(start));
            journal.record(request, verdict, reviewed);
            meter.accept(reviewed);
            return new HttpResponse(200, reply);
        } catch (RuntimeException e) {
            var failed = ReviewResult.failed(endpoint, "bug", since(start));
            became(who(LOG.atError(), request), failed).setCause(e).log(ADMISSION);
            meter.accept(failed);
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
                                "migrate.io: only Pods are served here, not "
                                        + Problem.shown(request.kind())
                                        + "; check the webhook's rules");
        return new Verdict.Untouched(Reason.NOT_A_NEW_POD, warnings);
    }

    private static void log(Request request, Verdict verdict, ReviewResult reviewed) {
        LoggingEventBuilder line = became(who(LOG.atInfo(), request), reviewed);
        if (verdict instanceof Verdict.Refused refused) {
            line = line.addKeyValue("problems", refused.message());
        }
        line.log(ADMISSION);
    }

    /// Nothing of the object but its names.
    private static LoggingEventBuilder who(LoggingEventBuilder line, Request request) {
        return line.addKeyValue("uid", request.uid())
                .addKeyValue("kind", request.kind())
                .addKeyValue("namespace", request.namespace())
                .addKeyValue("name", request.name())
                .addKeyValue("owner", request.owner());
    }

    private static LoggingEventBuilder became(LoggingEventBuilder line, ReviewResult reviewed) {
        return line.addKeyValue("outcome", reviewed.outcome())
                .addKeyValue("reason", reviewed.reason())
                .addKeyValue("micros", reviewed.took().toNanos() / 1000);
    }
}
