package io.migrate.migrator.flyway;

import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.histories.Plan;
import io.migrate.migrator.sql.ConcurrentIndex;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Flyway is handed: what runs of each migration, and beside it, where that is decided here,
/// the `.conf` that says in which transaction.
///
/// @param texts by path
/// @param planned those whose text is not that of their file, so that Flyway must not compute a
///   checksum over it
/// @param runs what is known of all that is pending
public record ExecutionPlan(Map<String, String> texts, List<Plan.Step> planned, Runs runs) {
    /// How the pending ones stand to transactions.
    enum Runs {
        /// Each runs in one.
        IN_TRANSACTIONS,
        /// Some do not, or Flyway finds out.
        MIXED
    }

    private static final String NO_TRANSACTION = "executeInTransaction=false";
    private static final Pattern TRANSACTION =
            Pattern.compile("(?m)^\\s*executeInTransaction\\s*=\\s*(\\w+).*$");

    /// What is handed for a run.
    ///
    /// @param refused scripts that PostgreSQL refused to run in a transaction
    public static ExecutionPlan of(Source source, List<Plan.Step> pending, Set<String> refused) {
        return source.format().toolHistory().isEmpty()
                ? own(source, pending, refused)
                : ofTool(source, pending, refused);
    }

    /// How one migration runs.
    public static ScriptExecution of(Source source, Migration migration, Set<String> refused) {
        ScriptExecution.Experience experience =
                refused.contains(migration.script())
                        ? ScriptExecution.Experience.REFUSED
                        : ScriptExecution.Experience.NONE;
        ScriptExecution execution =
                source.format().toolHistory().isEmpty()
                        ? own(source, migration, experience)
                        : ScriptExecution.of(migration, experience);
        // What is there already is looked at before: see Indexes.
        return execution.transaction() == Transaction.NONE
                ? new ScriptExecution(
                        ConcurrentIndex.skipping(execution.sql()),
                        Transaction.NONE,
                        execution.note())
                : execution;
    }

    private static ExecutionPlan ofTool(
            Source source, List<Plan.Step> pending, Set<String> refused) {
        var files = new HashMap<String, String>();
        Runs runs = Runs.IN_TRANSACTIONS;
        for (Plan.Step step : pending) {
            String script = step.migration().script();
            ScriptExecution execution = of(source, step.migration(), refused);
            files.put(script, execution.sql());
            switch (execution.transaction()) {
                case ONE -> files.put(script + ".conf", "executeInTransaction=true");
                case NONE -> {
                    files.put(script + ".conf", NO_TRANSACTION);
                    runs = Runs.MIXED;
                }
            }
        }
        return new ExecutionPlan(files, pending, runs);
    }

    /// All of Flyway's own files, as it validates what is applied.
    private static ExecutionPlan own(Source source, List<Plan.Step> pending, Set<String> refused) {
        var files = new HashMap<String, String>(source.companions());
        source.migrations().forEach(each -> files.put(each.script(), each.text()));
        var planned = new ArrayList<Plan.Step>();
        for (Plan.Step step : pending) {
            Migration migration = step.migration();
            ScriptExecution execution = of(source, migration, refused);
            if (!execution.sql().equals(migration.text())) {
                files.put(migration.script(), execution.sql());
                planned.add(step);
            }
            if (execution.transaction() == Transaction.NONE) {
                String conf = conf(source, migration);
                files.put(
                        migration.script() + ".conf",
                        TRANSACTION.matcher(conf).replaceAll("").stripTrailing()
                                + "\n"
                                + NO_TRANSACTION);
            }
        }
        return new ExecutionPlan(files, planned, Runs.MIXED);
    }

    /// Files that leave transactions alone are left to Flyway. It knows most statements that refuse
    /// one, but not all.
    private static ScriptExecution own(
            Source source, Migration migration, ScriptExecution.Experience experience) {
        List<Statement> statements = Script.of(migration.text()).statements();
        Matcher declared = TRANSACTION.matcher(conf(source, migration));
        boolean isDeclared = declared.find();
        Transaction transaction =
                isDeclared && declared.group(1).equalsIgnoreCase("false")
                        ? Transaction.NONE
                        : Transaction.ONE;
        if (statements.stream().anyMatch(each -> each.control() != Statement.Control.NONE)) {
            ScriptExecution execution = ScriptExecution.of(migration, transaction, experience);
            // Flyway's checksum of a repeatable is over what placeholders become.
            boolean isFlywaysToRead =
                    migration.identity() instanceof Identity.Repeatable
                            && migration.text().contains("${");
            return isFlywaysToRead && execution.transaction() == Transaction.ONE
                    ? ScriptExecution.apart(
                            migration,
                            "begins and ends transactions in a repeatable with placeholders")
                    : execution;
        }
        boolean apart =
                !isDeclared
                        && (experience == ScriptExecution.Experience.REFUSED
                                || (!statements.isEmpty()
                                        && statements.stream()
                                                .allMatch(Statement::refusesTransaction)));
        return new ScriptExecution(
                migration.text(), apart ? Transaction.NONE : transaction, Optional.empty());
    }

    private static String conf(Source source, Migration migration) {
        return source.companions().getOrDefault(migration.script() + ".conf", "");
    }
}
