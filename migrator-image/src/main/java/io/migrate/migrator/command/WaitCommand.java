package io.migrate.migrator.command;

import io.migrate.migrator.plan.RunContext;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Outcome;
import io.migrate.migrator.report.Result;

import java.time.Duration;
import java.util.Optional;

/// `wait`: repeats `validate` until no migrations are pending, and holds no session in between.
final class WaitCommand {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final RunContext context;
    private final ValidateCommand validate;

    WaitCommand(RunContext context) {
        this.context = context;
        this.validate = new ValidateCommand(context);
    }

    Result run() {
        context.startTimeout();
        Optional<Result> pending = Optional.empty();
        while (true) {
            Result result = validate.run();
            Outcome outcome = result.outcome();
            if (outcome.exit() == ExitCode.TIMED_OUT && pending.isPresent()) {
                // The time ended during a query, not between two: the result is the same.
                return pending.get();
            }
            if (outcome.exit() != ExitCode.MIGRATIONS_PENDING
                    || context.cancellation().isRequested()) {
                return result;
            }
            boolean isNew =
                    pending.filter(last -> last.outcome().message().equals(outcome.message()))
                            .isEmpty();
            pending = Optional.of(result);
            if (isNew) {
                context.log()
                        .atInfo()
                        .addKeyValue("waitedMillis", result.progress().took().toMillis())
                        .log("waiting: {}", outcome.message());
            }
            context.cancellation().pause(POLL_INTERVAL);
        }
    }
}
