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
/// and where the transaction of a migration is decided here, a `.conf` beside it.
///
/// @param texts by path
/// @param planned migrations whose text differs from their file, so that Flyway must not compute
///   their checksum
record FlywayFiles(Map<String, String> texts, List<Plan.Step> planned) {
    private static final String NO_TRANSACTION = "executeInTransaction=false";
    private static final Pattern TRANSACTION =
            Pattern.compile("(?m)^\\s*executeInTransaction\\s*=.*$");

    /// @param refused scripts that PostgreSQL refused to run in a transaction
    static FlywayFiles of(Source source, List<Plan.Step> pending, Set<String> refused) {
        var files = new HashMap<String, String>(source.companions());
        source.migrations().forEach(each -> files.put(each.script(), each.text()));
        var planned = new ArrayList<Plan.Step>();
        for (Plan.Step step : pending) {
            Migration migration = step.migration();
            ScriptExecution execution = ScriptExecution.of(source, migration, refused);
            if (!execution.sql().equals(migration.text())) {
                files.put(migration.script(), execution.sql());
                planned.add(step);
            }
            if (execution.transaction() == Transaction.NONE) {
                String conf = migration.script() + ".conf";
                files.put(
                        conf,
                        TRANSACTION
                                        .matcher(files.getOrDefault(conf, ""))
                                        .replaceAll("")
                                        .stripTrailing()
                                + "\n"
                                + NO_TRANSACTION);
            }
        }
        return new FlywayFiles(files, planned);
    }
}
