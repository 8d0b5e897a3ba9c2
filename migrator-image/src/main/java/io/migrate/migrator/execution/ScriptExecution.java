package io.migrate.migrator.execution;

import io.migrate.migrator.formats.Effect;
import io.migrate.migrator.formats.Identity;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.formats.Transaction;
import io.migrate.migrator.sql.ConcurrentIndex;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a migration runs: its SQL and its transaction. Computing it has no side effects.
///
/// A file that begins and commits transactions would end the transaction in which its row in the
/// history is written. If all of it can run in one transaction, its own BEGIN and COMMIT are
/// removed; otherwise it runs statement by statement, with its own transactions.
///
/// @param sql what is executed
/// @param transaction one around the migration and its rows, or none
/// @param note for the log; empty if it runs as usual
public record ScriptExecution(String sql, Transaction transaction, Optional<String> note) {
    /// What earlier attempts showed.
    private enum Experience {
        /// Nothing: there was none.
        NONE,
        /// PostgreSQL refused to run it in a transaction.
        REFUSED
    }

    private static final String CANNOT_RUN_IN_ONE =
            "has a statement that cannot run in a transaction";
    private static final Pattern TRANSACTION =
            Pattern.compile("(?m)^[ \\t]*executeInTransaction[ \\t]*=[ \\t]*(\\w+).*$");

    /// How a migration runs.
    ///
    /// @param refused scripts that PostgreSQL refused to run in a transaction
    public static ScriptExecution of(Source source, Migration migration, Set<String> refused) {
        Experience experience =
                refused.contains(migration.script()) ? Experience.REFUSED : Experience.NONE;
        ScriptExecution execution =
                isOfFlyway(source)
                        ? ofFlyway(source, migration, experience)
                        : of(migration, declared(source, migration), experience)
                                .withoutByteOrderMark();
        // Existing indexes are checked before: see ConcurrentIndexes.
        return execution.transaction() == Transaction.NONE
                ? new ScriptExecution(
                        ConcurrentIndex.skipping(execution.sql()),
                        Transaction.NONE,
                        execution.note())
                : execution;
    }

    /// A byte order mark is no white space for PostgreSQL; psql and Flyway skip it.
    private ScriptExecution withoutByteOrderMark() {
        int mark = sql.indexOf('\uFEFF');
        boolean isFirst =
                mark >= 0
                        && Script.of(sql).statements().stream()
                                .limit(1)
                                .allMatch(statement -> mark < statement.start());
        return isFirst
                ? new ScriptExecution(
                        sql.substring(0, mark) + " " + sql.substring(mark + 1), transaction, note)
                : this;
    }

    private static boolean isOfFlyway(Source source) {
        return source.format().toolHistory().isEmpty();
    }

    /// The transaction that a file asks for: a Flyway script in its `.conf`, any other in the file.
    public static Transaction declared(Source source, Migration migration) {
        return isOfFlyway(source)
                ? inConf(source, migration).orElse(Transaction.ONE)
                : switch (migration.effect()) {
                    case Effect.Sql(String _, Transaction transaction) -> transaction;
                    case Effect.Unsupported(String reason) ->
                            throw new IllegalStateException(migration.name() + " " + reason);
                    case Effect.Invalid(String reason, String _) ->
                            throw new IllegalStateException(migration.name() + " " + reason);
                };
    }

    /// Flyway decides about files without transaction control, but does not recognize all
    /// statements that cannot run in a transaction.
    private static ScriptExecution ofFlyway(
            Source source, Migration migration, Experience experience) {
        String sql = sql(migration);
        List<Statement> statements = Script.of(sql).statements();
        if (statements.stream().anyMatch(each -> each.control() != Statement.Control.NONE)) {
            return withTransactionControl(migration, declared(source, migration), experience);
        }
        Optional<Transaction> declared = inConf(source, migration);
        boolean isRefused =
                experience == Experience.REFUSED
                        || statements.stream().anyMatch(Statement::refusesTransaction);
        boolean isMixed = !statements.stream().allMatch(Statement::refusesTransaction);
        return isRefused && isMixed && declared.isEmpty()
                ? byStatement(migration, CANNOT_RUN_IN_ONE)
                : new ScriptExecution(
                        sql,
                        declared.orElse(isRefused ? Transaction.NONE : Transaction.ONE),
                        Optional.empty());
    }

    private static ScriptExecution withTransactionControl(
            Migration migration, Transaction declared, Experience experience) {
        ScriptExecution execution = of(migration, declared, experience);
        if (!keepsText(migration)) {
            return execution;
        }
        return switch (execution.transaction()) {
            case ONE ->
                    byStatement(
                            migration,
                            "is a repeatable migration with placeholders that begins and ends"
                                    + " transactions");
            case NONE -> new ScriptExecution(sql(migration), Transaction.NONE, execution.note());
        };
    }

    /// Flyway computes the checksum of a repeatable after replacing placeholders, so its text must
    /// remain as it is.
    private static boolean keepsText(Migration migration) {
        return migration.identity() instanceof Identity.Repeatable
                && migration.text().contains("${");
    }

    private static String sql(Migration migration) {
        return keepsText(migration) ? migration.sql() : Script.withoutPsql(migration.sql());
    }

    private static Optional<Transaction> inConf(Source source, Migration migration) {
        String conf = source.companions().getOrDefault(migration.script() + ".conf", "");
        Matcher declared = TRANSACTION.matcher(conf);
        return declared.find()
                ? Optional.of(
                        declared.group(1).equalsIgnoreCase("false")
                                ? Transaction.NONE
                                : Transaction.ONE)
                : Optional.empty();
    }

    /// @param declared the transaction that the file asks for
    private static ScriptExecution of(
            Migration migration, Transaction declared, Experience experience) {
        String sql = sql(migration);
        Script script = Script.of(sql);
        List<Statement> control =
                script.statements().stream()
                        .filter(each -> each.control() != Statement.Control.NONE)
                        .toList();
        Optional<Statement> refusing =
                script.statements().stream().filter(Statement::refusesTransaction).findFirst();
        if (declared == Transaction.ONE && experience == Experience.NONE && refusing.isEmpty()) {
            return isRemovable(control, script.statements())
                    ? new ScriptExecution(
                            script.without(control), Transaction.ONE, Optional.empty())
                    : beginning(
                            byStatement(
                                    migration,
                                    "ends transactions itself in line %d"
                                            .formatted(
                                                    Script.line(sql, firstEnd(control).start()))),
                            control.getFirst(),
                            script.statements());
        }
        if (!control.isEmpty()) {
            return byStatement(
                    migration,
                    "begins and ends transactions, and has statements that cannot run in one");
        }
        if (declared == Transaction.NONE) {
            return new ScriptExecution(sql, Transaction.NONE, Optional.empty());
        }
        return script.statements().size() == 1
                ? new ScriptExecution(sql, Transaction.NONE, Optional.empty())
                : byStatement(migration, CANNOT_RUN_IN_ONE);
    }

    /// Adds the BEGIN of the tool's own transaction, which the file ends: what precedes its first
    /// COMMIT or ROLLBACK is one transaction. It is added to the first line, so that all lines keep
    /// their numbers.
    private static ScriptExecution beginning(
            ScriptExecution execution, Statement firstControl, List<Statement> statements) {
        boolean begins =
                firstControl.control() == Statement.Control.BEGIN
                        && firstControl.equals(statements.getFirst());
        String sql = execution.withoutByteOrderMark().sql();
        return begins
                ? execution
                : new ScriptExecution("BEGIN; " + sql, execution.transaction(), execution.note());
    }

    /// Statement by statement, with its own BEGIN and COMMIT.
    private static ScriptExecution byStatement(Migration migration, String reason) {
        return new ScriptExecution(
                sql(migration),
                Transaction.NONE,
                Optional.of(
                        "%s %s: it runs statement by statement, and its changes remain if it fails"
                                .formatted(migration.name(), reason)));
    }

    /// Whether the file is one transaction without its own control: each BEGIN has its COMMIT,
    /// except a last one that the end of the file commits. A COMMIT too many is harmless as the
    /// last statement.
    private static boolean isRemovable(List<Statement> control, List<Statement> statements) {
        return isBalanced(control)
                || (control.getLast().control() == Statement.Control.COMMIT
                        && control.getLast().equals(statements.getLast())
                        && isBalanced(control.subList(0, control.size() - 1)));
    }

    private static boolean isBalanced(List<Statement> control) {
        for (int i = 0; i < control.size(); i++) {
            Statement.Control expected =
                    i % 2 == 0 ? Statement.Control.BEGIN : Statement.Control.COMMIT;
            if (control.get(i).control() != expected) {
                return false;
            }
        }
        return true;
    }

    /// The statement because of which the file is not one transaction.
    private static Statement firstEnd(List<Statement> control) {
        return control.stream()
                .filter(each -> each.control() != Statement.Control.BEGIN)
                .findFirst()
                .orElse(control.getFirst());
    }
}
