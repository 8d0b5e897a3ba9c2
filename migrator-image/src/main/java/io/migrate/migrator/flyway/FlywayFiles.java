package io.migrate.migrator.flyway;

import io.migrate.migrator.execution.ScriptExecution;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.Plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The files that Flyway runs: all of the folder, because Flyway validates the applied ones too,
/// and beside a pending migration a `.conf` that states its transaction.
///
/// @param texts by path
/// @param planned migrations whose text differs from their file, so that Flyway must not compute
///   their checksum
/// @param transactions of the pending migrations
record FlywayFiles(Map<String, String> texts, List<Plan.Step> planned, Transactions transactions) {
    /// How the pending migrations run.
    enum Transactions {
        /// Each runs in one.
        ONE_EACH,
        /// Some run outside one.
        MIXED
    }

    private static final Pattern DECLARED =
            Pattern.compile("(?m)^[ \\t]*executeInTransaction[ \\t]*=.*$");

    /// @param refused scripts that PostgreSQL refused to run in a transaction
    static FlywayFiles of(Source source, List<Plan.Step> pending, Set<String> refused) {
        var files = new HashMap<String, String>(source.companions());
        source.migrations().forEach(each -> files.put(each.script(), each.text()));
        var planned = new ArrayList<Plan.Step>();
        Transactions transactions = Transactions.ONE_EACH;
        for (Plan.Step step : pending) {
            Migration migration = step.migration();
            ScriptExecution execution = ScriptExecution.of(source, migration, refused);
            if (!execution.sql().equals(migration.text())) {
                files.put(migration.script(), execution.sql());
                planned.add(step);
            }
            String conf = migration.script() + ".conf";
            files.put(conf, declaring(execution.transaction(), files.getOrDefault(conf, "")));
            if (execution.transaction() == Transaction.NONE) {
                transactions = Transactions.MIXED;
            }
        }
        return new FlywayFiles(files, planned, transactions);
    }

    private static String declaring(Transaction transaction, String conf) {
        return DECLARED.matcher(conf).replaceAll("").stripTrailing()
                + "\nexecuteInTransaction="
                + (transaction == Transaction.ONE);
    }
}
