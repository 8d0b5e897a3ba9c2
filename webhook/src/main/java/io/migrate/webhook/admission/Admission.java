package io.migrate.webhook.admission;

import io.migrate.webhook.injection.Injector;
import io.migrate.webhook.injection.Reason;
import io.migrate.webhook.injection.Snapshot;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.Problem;
import io.migrate.webhook.workload.Decision;

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

    private final Supplier<Optional<Snapshot>> snapshots;
    private final Journal journal;
    private final Consumer<Reviewed> meter;

    /// Where it is written what became of a review.
    private interface Journal {
        void record(Request request, Verdict verdict, Reviewed reviewed);
    }

    /// @param snapshots asked for that of the moment, once a review; empty as long as not all is
    ///   known
    /// @param meter told of every review
    Admission(Supplier<Optional<Snapshot>> snapshots, Consumer<Reviewed> meter) {
        this(snapshots, Admission::log, meter);
    }

    private Admission(
            Supplier<Optional<Snapshot>> snapshots, Journal journal, Consumer<Reviewed> meter) {
        this.snapshots = snapshots;
        this.journal = journal;
        this.meter = meter;
    }

    /// One that nobody reads about: for reviews that we send to ourselves.
    static Admission rehearsal() {
        var none = Snapshot.of(Policies.of(Layer.builtIn("rehearsal"), List.of()));
        return new Admission(() -> Optional.of(none), (_, _, _) -> {}, _ -> {});
    }

    Answer answer(Endpoint endpoint, byte[] body) {
        long start = System.nanoTime();
        return switch (ReviewReader.read(body)) {
            case ReviewReader.Result.Malformed(var reason) -> {
                var reviewed = Reviewed.failed(endpoint, "malformed", since(start));
                became(LOG.atWarn(), reviewed).addKeyValue("cause", reason).log("not a review");
                meter.accept(reviewed);
                yield Answer.failure(400, reason);
            }
            case ReviewReader.Result.Read(var request) -> answer(endpoint, request, start);
        };
    }

    private Answer answer(Endpoint endpoint, Request request, long start) {
        try {
            Optional<Snapshot> snapshot = snapshots.get();
            if (snapshot.isEmpty()) {
                var early = Reviewed.failed(endpoint, "policies-unknown", since(start));
                became(who(LOG.atWarn(), request), early).log(ADMISSION);
                meter.accept(early);
                return Answer.failure(503, NOT_YET);
            }
            Verdict verdict = decide(endpoint, request, snapshot.get());
            byte[] patch = ReviewWriter.patch(verdict);
            var reply = ReviewWriter.write(request.uid(), verdict, patch);
            var reviewed = Reviewed.of(endpoint, verdict, patch.length, since(start));
            journal.record(request, verdict, reviewed);
            meter.accept(reviewed);
            return new Answer(200, reply);
        } catch (RuntimeException e) {
            var failed = Reviewed.failed(endpoint, "bug", since(start));
            became(who(LOG.atError(), request), failed).setCause(e).log(ADMISSION);
            meter.accept(failed);
            return new Answer(200, ReviewWriter.writeBug(request.uid(), endpoint));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Verdict decide(Endpoint endpoint, Request request, Snapshot snapshot) {
        return switch (endpoint) {
            case PODS -> decidePod(request, snapshot);
            case WORKLOADS -> decideWorkload(request, snapshot);
        };
    }

    private static Verdict decideWorkload(Request request, Snapshot snapshot) {
        if (!request.subResource().isEmpty()) {
            return new Verdict.Untouched(Reason.SUBRESOURCE, List.of());
        }
        var decision = new Decision(snapshot.namespace(request.namespace()), snapshot.policies());
        return switch (request.operation()) {
            case "CREATE" -> decision.onCreate(request.object());
            case "UPDATE" -> decision.onUpdate(request.oldObject(), request.object());
            default -> new Verdict.Untouched(Reason.NEITHER_CREATED_NOR_UPDATED, List.of());
        };
    }

    private static Verdict decidePod(Request request, Snapshot snapshot) {
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

    private static void log(Request request, Verdict verdict, Reviewed reviewed) {
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

    private static LoggingEventBuilder became(LoggingEventBuilder line, Reviewed reviewed) {
        return line.addKeyValue("outcome", reviewed.outcome())
                .addKeyValue("reason", reviewed.reason())
                .addKeyValue("micros", reviewed.took().toNanos() / 1000);
    }
}
