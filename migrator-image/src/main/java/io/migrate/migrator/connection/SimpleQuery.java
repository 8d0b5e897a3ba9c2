package io.migrate.migrator.connection;

import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Optional;

/// Sends a text as one message, unchanged. JDBC's own statements cannot: the driver splits their
/// text and sends each part with the extended query protocol. Source:
/// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT
final class SimpleQuery extends ResultHandlerBase {
    private int completed;
    private int committed;
    private Optional<String> lastValue = Optional.empty();

    private SimpleQuery() {}

    static Reply send(BaseConnection connection, String sql) throws SQLException {
        QueryExecutor executor = connection.getQueryExecutor();
        var handler = new SimpleQuery();
        Query query = executor.wrap(List.of(new NativeQuery(sql, SqlCommand.BLANK)));
        executor.execute(
                query,
                null,
                handler,
                0,
                0,
                QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
                        | QueryExecutor.QUERY_SUPPRESS_BEGIN
                        | QueryExecutor.QUERY_ONESHOT);
        return new Reply(
                handler.completed,
                handler.committed,
                handler.lastValue,
                Optional.ofNullable(handler.getException()));
    }

    @Override
    public void handleResultRows(
            Query from, Field[] fields, List<Tuple> tuples, ResultCursor cursor) {
        completed++;
        lastValue =
                tuples.isEmpty() || tuples.getFirst().fieldCount() == 0
                        ? Optional.empty()
                        : Optional.ofNullable(tuples.getFirst().get(0))
                                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void handleCommandStatus(String status, long updated, long oid) {
        completed++;
        if (status.equals("COMMIT")) {
            committed = completed;
        }
    }

    /// Notices are not shown: their text may contain values.
    @Override
    public void handleWarning(SQLWarning warning) {}

    @Override
    public void handleCompletion() {}
}
