package io.migrate.migrator.histories;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.migrate.migrator.formats.Version;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Reads both histories in one statement, whether the tables are there or not, with no right but to
/// read them. `query_to_xml` runs a query that is given as text, so that a table which is absent is
/// never parsed; its rows travel as one base64 text, so that XML has nothing to escape.
public final class HistoryReader {
    private static final String TABLE =
            """
            select case when exists (
                select from pg_catalog.pg_class c join pg_catalog.pg_namespace n
                    on n.oid = c.relnamespace
                where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p', 'v'))
            then substring(query_to_xml(?, true, false, '')::text from '<d>([^<]*)</d>') end\
            """;

    private HistoryReader() {}

    /// Reads.
    ///
    /// @throws SQLException with state 42501 if a table is there and may not be read
    public static Snapshot read(Connection connection, Tables tables) throws SQLException {
        String sql = "select (" + TABLE + "), (" + TABLE + ")";
        Tables.Table foreign = tables.foreign().orElse(new Tables.Table("", ""));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, tables.flyway().schema());
            statement.setString(2, tables.flyway().name());
            statement.setString(3, flywayRows(tables.flyway()));
            statement.setString(4, foreign.schema());
            statement.setString(5, foreign.name());
            statement.setString(6, foreignRows(foreign));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Optional<String> flywayRows = Optional.ofNullable(row.getString(1));
                Optional<String> foreignRows = Optional.ofNullable(row.getString(2));
                return new Snapshot(
                        flywayRows.map(HistoryReader::flyway),
                        foreignRows.map(HistoryReader::foreign));
            }
        }
    }

    private static String flywayRows(Tables.Table table) {
        return """
        select encode(convert_to(coalesce(json_agg(json_build_array(
            version, description, type, script, checksum, success)
            order by installed_rank)::text, '[]'), 'UTF8'), 'base64') as d from %s\
        """
                .formatted(table.quoted());
    }

    private static String foreignRows(Tables.Table table) {
        return """
        select encode(convert_to(coalesce(json_agg(json_build_array(
            hash, created_at) order by id)::text, '[]'), 'UTF8'), 'base64') as d from %s\
        """
                .formatted(table.quoted());
    }

    private static List<FlywayRow> flyway(String base64) {
        return rows(
                base64,
                json ->
                        new FlywayRow(
                                text(json).flatMap(Version::parse),
                                text(json).orElse(""),
                                text(json).orElse(""),
                                text(json).orElse(""),
                                text(json).map(Integer::valueOf),
                                text(json).orElse("").equals("true")));
    }

    private static List<ForeignRow> foreign(String base64) {
        return rows(
                base64,
                json -> new ForeignRow(text(json).orElse(""), text(json).map(Long::valueOf)));
    }

    /// Reads one row; the parser stands on its `[`.
    private interface RowReader<T> {
        T read(JsonParser json) throws IOException;
    }

    private static <T> List<T> rows(String base64, RowReader<T> reader) {
        byte[] decoded = Base64.getMimeDecoder().decode(base64);
        var rows = new ArrayList<T>();
        try (JsonParser json =
                new JsonFactory().createParser(new String(decoded, StandardCharsets.UTF_8))) {
            json.nextToken();
            while (json.nextToken() == JsonToken.START_ARRAY) {
                rows.add(reader.read(json));
                json.nextToken();
            }
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL wrote JSON that cannot be read", e);
        }
        return rows;
    }

    private static Optional<String> text(JsonParser json) throws IOException {
        return json.nextToken() == JsonToken.VALUE_NULL
                ? Optional.empty()
                : Optional.of(json.getText());
    }
}
