package io.migrate.migrator.flyway;

import io.migrate.migrator.report.Outcome;

import java.util.Set;

/// The first migration of all finds its tables there already: somebody pushed the schema, or made
/// it by hand, and there is no history of it.
public final class Pushed {
    /// Something of that name exists already: a schema, a table, a column, a function, a type.
    private static final Set<String> EXISTS = Set.of("42P06", "42P07", "42701", "42723", "42710");

    private Pushed() {}

    public static ApplyResult advised(ApplyResult applied) {
        if (applied instanceof ApplyResult.Failed(Outcome.MigrationFailed failed)
                && failed.failure().sqlState().filter(EXISTS::contains).isPresent()) {
            return new ApplyResult.Failed(
                    new Outcome.MigrationFailed(
                            failed.exit(),
                            failed.failure(),
                            "The database has no history. If its schema was pushed (drizzle-kit"
                                    + " push, prisma db push) or made by hand and is what the"
                                    + " migrations make, write that down once with the command"
                                    + " baseline."));
        }
        return applied;
    }
}
