package io.migrate.migrator.run;

import java.time.Duration;

/// Numbers in sentences.
final class Words {
    private Words() {}

    static String count(int migrations) {
        return migrations == 1 ? "1 migration" : migrations + " migrations";
    }

    static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1000.0);
    }
}
