package io.migrate.migrator.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Waiting times that differ from Pod to Pod, so that two hundred of them do not knock at once.
public final class Jitter {
    private Jitter() {}

    /// Anything from half to one and a half of it.
    public static Duration around(Duration time) {
        return time.dividedBy(2)
                .plusMillis(ThreadLocalRandom.current().nextLong(time.toMillis() + 1));
    }
}
