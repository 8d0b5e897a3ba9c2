package io.migrate.migrator.flyway;

import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.formats.Migration;
import io.migrate.migrator.formats.Source;
import io.migrate.migrator.sql.Script;
import io.migrate.migrator.sql.Statement;

import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;

import java.util.List;
import java.util.Optional;

/// The script that an exception of Flyway is about.
///
/// @param name path in the folder, or `a migration` if the exception does not identify it
/// @param migration empty if it is not known
record FailedScript(String name, Optional<Migration> migration, FlywayException exception) {
    static FailedScript of(FlywayException e, Source source) {
        String name =
                SqlErrors.cause(e, FlywayMigrateException.class)
                        .map(failed -> failed.getMigration().getScript())
                        .or(() -> unparsed(e, source))
                        .or(() -> isMixed(e) ? mixed(source) : Optional.empty())
                        .orElse("a migration");
        return new FailedScript(
                name,
                source.migrations().stream().filter(each -> each.script().equals(name)).findFirst(),
                e);
    }

    /// Flyway's parser names the file only in its message, next to the text that it cannot parse.
    private static Optional<String> unparsed(FlywayException e, Source source) {
        String sentence = "Unable to parse statement in ";
        return source.migrations().stream()
                .map(Migration::script)
                .filter(each ->
                        String.valueOf(e.getMessage()).startsWith(sentence + each + " at line"))
                .findFirst();
    }

    private static boolean isMixed(FlywayException e) {
        return String.valueOf(e.getMessage()).contains("transactional and non-transactional");
    }

    /// For a file that mixes statements, Flyway reports only the line.
    private static Optional<String> mixed(Source source) {
        return source.migrations().stream()
                .filter(each -> {
                    List<Statement> statements = Script.of(each.text()).statements();
                    return statements.stream().anyMatch(Statement::refusesTransaction)
                            && !statements.stream().allMatch(Statement::refusesTransaction);
                })
                .map(Migration::script)
                .findFirst();
    }

    /// The line of the statement; empty if the exception does not contain it.
    Optional<Integer> line() {
        return SqlErrors.cause(exception, FlywaySqlScriptException.class)
                .map(FlywaySqlScriptException::getLineNumber);
    }

    boolean isInTransaction() {
        return SqlErrors.cause(exception, FlywayMigrateException.class)
                .map(FlywayMigrateException::isExecutableInTransaction)
                .orElse(true);
    }

    /// Why Flyway could not parse the script, without the statement that Flyway quotes.
    String parserReason() {
        if (isMixed(exception)) {
            return "it mixes statements that cannot run in a transaction, such as VACUUM or those"
                    + " with CONCURRENTLY, with others that should; move the former to a"
                    + " separate file";
        }
        for (Throwable t = exception; t != null; t = t.getCause()) {
            if (String.valueOf(t.getMessage()).startsWith("No value provided for placeholder")) {
                return "it contains a placeholder ${…} without a value; replace it with its value,"
                        + " or set placeholderReplacement=false in the file's .conf";
            }
        }
        return "it cannot be parsed as SQL; set MIGRATE_LOG_DETAIL=true to log the statement";
    }

    /// The text of the statement, or the message in which Flyway quotes it.
    String statement() {
        return SqlErrors.cause(exception, FlywaySqlScriptException.class)
                .map(FlywaySqlScriptException::getStatement)
                .orElseGet(() -> String.valueOf(exception.getMessage()));
    }
}
