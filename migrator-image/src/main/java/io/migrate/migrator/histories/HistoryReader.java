package io.migrate.migrator.histories;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import io.migrate.migrator.formats.Version;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads both histories in one statement, whether their tables exist or not, and needs only the
/// SELECT privilege on them. `query_to_xml` runs a query given as text, so that a missing table is
/// never parsed; the rows are one base64 text, so that XML has nothing to escape.
public final class HistoryReader {
    private HistoryReader() {}

    /// The query for the tables. It fails with state 42501 if a table exists and the role may not
    /// read it.
    public static String query(Tables tables) {
        Tables.Table tool = tables.tool().orElse(new Tables.Table("", ""));
        return "select ("
                + rows(tables.flyway(), flywayRows(tables.flyway()))
                + "), ("
                + rows(tool, toolRows(tool))
                + "), ("
                + columns(tool)
                + ")";
    }

    /// Reads the row that the query returns.
    public static HistorySnapshot read(List<Optional<String>> row) {
        Optional<String> flywayRows = row.get(0);
        Optional<String> toolRows = row.get(1);
        String columns = row.get(2).orElse("{}");
        return new HistorySnapshot(
                flywayRows.map(HistoryReader::flyway),
                toolRows.map(rows -> new ToolHistoryTable(object(columns), toolEntries(rows))));
    }

    private static String rows(Tables.Table table, String query) {
        return "select case when exists (select from pg_catalog.pg_class c"
                + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = "
                + Tables.literal(table.schema())
                + " and c.relname = "
                + Tables.literal(table.name())
                + " and c.relkind in ('r', 'p', 'v')) then substring(query_to_xml("
                + Tables.literal(query)
                + ", true, false, '')::text from '<d>([^<]*)</d>') end";
    }

    private static String columns(Tables.Table table) {
        return "select json_object_agg(a.attname, pg_catalog.format_type(a.atttypid, null))::text"
                + " from pg_catalog.pg_attribute a"
                + " join pg_catalog.pg_class c on c.oid = a.attrelid"
                + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = "
                + Tables.literal(table.schema())
                + " and c.relname = "
                + Tables.literal(table.name())
                + " and a.attnum > 0 and not a.attisdropped";
    }

    private static String flywayRows(Tables.Table table) {
        return "select encode(convert_to(coalesce(json_agg(json_build_array("
                + "version, description, type, script, checksum, success, installed_rank,"
                + " installed_by, installed_on, execution_time) order by installed_rank)::text,"
                + " '[]'), 'UTF8'), 'base64') as d from "
                + table.quoted();
    }

    private static String toolRows(Tables.Table table) {
        return "select encode(convert_to(coalesce(json_agg(to_json(t))::text, '[]'), 'UTF8'),"
                + " 'base64') as d from "
                + table.quoted()
                + " t";
    }

    private static List<FlywayRow> flyway(String base64) {
        return rows(
                base64,
                json -> {
                    json.beginArray();
                    var row =
                            new FlywayRow(
                                    text(json).flatMap(Version::parse),
                                    text(json).orElse(""),
                                    RowType.of(text(json).orElse("")),
                                    text(json).orElse(""),
                                    text(json).map(Integer::valueOf),
                                    text(json).orElse("").equals("true"),
                                    new FlywayRow.Installed(
                                            text(json).map(Integer::parseInt).orElse(0),
                                            text(json).orElse(""),
                                            text(json).orElse(""),
                                            text(json).map(Integer::parseInt).orElse(0)));
                    json.endArray();
                    return row;
                });
    }

    private static List<Map<String, String>> toolEntries(String base64) {
        return rows(base64, HistoryReader::fields);
    }

    private static Map<String, String> object(String json) {
        try (JsonReader parser = strict(json)) {
            return fields(parser);
        } catch (IOException e) {
            throw new IllegalStateException("unreadable JSON from PostgreSQL", e);
        }
    }

    private static JsonReader strict(String text) {
        var json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        return json;
    }

    /// The fields of an object that are scalars and not null.
    private static Map<String, String> fields(JsonReader json) throws IOException {
        var fields = new HashMap<String, String>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (json.peek() == JsonToken.BEGIN_ARRAY || json.peek() == JsonToken.BEGIN_OBJECT) {
                json.skipValue();
            } else {
                text(json).ifPresent(value -> fields.put(name, value));
            }
        }
        json.endObject();
        return fields;
    }

    /// Reads one row, an array or an object.
    private interface RowReader<T> {
        T read(JsonReader json) throws IOException;
    }

    private static <T> List<T> rows(String base64, RowReader<T> reader) {
        byte[] decoded = Base64.getMimeDecoder().decode(base64);
        var rows = new ArrayList<T>();
        try (JsonReader json = strict(new String(decoded, StandardCharsets.UTF_8))) {
            json.beginArray();
            while (json.hasNext()) {
                rows.add(reader.read(json));
            }
            json.endArray();
        } catch (IOException e) {
            throw new IllegalStateException("unreadable JSON from PostgreSQL", e);
        }
        return rows;
    }

    private static Optional<String> text(JsonReader json) throws IOException {
        JsonToken token = json.peek();
        if (token == JsonToken.NULL) {
            json.nextNull();
            return Optional.empty();
        }
        return Optional.of(
                token == JsonToken.BOOLEAN
                        ? Boolean.toString(json.nextBoolean())
                        : json.nextString());
    }
}
