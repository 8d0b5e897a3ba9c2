package io.migrate.migrator.run;

import java.util.regex.Pattern;

/// Statements that begin or end transactions, in a file that is run as one: what stands after them
/// is no longer one with what stands before, nor with the history.
final class TransactionControl {
    /// Bodies of functions and procedures, where such words mean something else.
    private static final Pattern BODY = Pattern.compile("\\$(\\w*)\\$.*?\\$\\1\\$", Pattern.DOTALL);

    private static final Pattern STATEMENT =
            Pattern.compile(
                    "(?:^|;)\\s*(?:begin|start\\s+transaction|commit|rollback)(?:\\s+(?:transaction|work))?\\s*;",
                    Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private TransactionControl() {}

    static boolean isIn(String sql) {
        return STATEMENT.matcher(BODY.matcher(sql).replaceAll("''")).find();
    }
}
