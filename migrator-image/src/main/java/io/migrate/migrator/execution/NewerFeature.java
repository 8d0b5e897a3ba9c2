package io.migrate.migrator.execution;

import io.migrate.migrator.connection.SqlErrors;
import io.migrate.migrator.sql.Script;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a statement uses that its server is too old for. Source: the release notes of each version,
/// https://www.postgresql.org/docs/release/
///
/// @param name as people write it
/// @param since the major version of PostgreSQL that brought it
record NewerFeature(String name, int since) {
    private static final Pattern FUNCTION =
            Pattern.compile("function (?:\\w+\\.)?\"?(\\w+)\"?\\((.*?)\\) does not exist");
    private static final Pattern MAJOR = Pattern.compile("\\d{1,4}");
    private static final Pattern NAMED = Pattern.compile("\"([\\w .]+)\"");

    /// The SQLSTATEs of a function, a syntax, an object and an option that do not exist; 42P01 is
    /// that of `RETURNING old.…`, 42703 that of a keyword that is taken for a column.
    private static final String FUNCTION_STATE = "42883";

    private static final Set<String> STATES =
            Set.of("42601", FUNCTION_STATE, "42704", "22023", "42P01", "42703");

    private static final Map<String, Integer> FUNCTIONS =
            Map.ofEntries(
                    Map.entry("date_bin", 14),
                    Map.entry("string_to_table", 14),
                    Map.entry("unistr", 14),
                    Map.entry("range_agg", 14),
                    Map.entry("regexp_count", 15),
                    Map.entry("regexp_instr", 15),
                    Map.entry("regexp_like", 15),
                    Map.entry("regexp_substr", 15),
                    Map.entry("range_intersect_agg", 14),
                    Map.entry("any_value", 16),
                    Map.entry("array_sample", 16),
                    Map.entry("array_shuffle", 16),
                    Map.entry("date_add", 16),
                    Map.entry("date_subtract", 16),
                    Map.entry("erf", 16),
                    Map.entry("erfc", 16),
                    Map.entry("pg_input_error_info", 16),
                    Map.entry("pg_input_is_valid", 16),
                    Map.entry("random_normal", 16),
                    Map.entry("json_array", 16),
                    Map.entry("json_arrayagg", 16),
                    Map.entry("json_objectagg", 16),
                    Map.entry("json_exists", 17),
                    Map.entry("json_query", 17),
                    Map.entry("json_scalar", 17),
                    Map.entry("json_serialize", 17),
                    Map.entry("json_table", 17),
                    Map.entry("json_value", 17),
                    Map.entry("to_bin", 17),
                    Map.entry("to_oct", 17),
                    Map.entry("unicode_assigned", 17),
                    Map.entry("uuid_extract_timestamp", 17),
                    Map.entry("uuid_extract_version", 17),
                    Map.entry("array_reverse", 18),
                    Map.entry("array_sort", 18),
                    Map.entry("casefold", 18),
                    Map.entry("crc32", 18),
                    Map.entry("crc32c", 18),
                    Map.entry("gamma", 18),
                    Map.entry("lgamma", 18),
                    Map.entry("uuidv4", 18),
                    Map.entry("uuidv7", 18));

    /// Parameters, options, roles and collations, by the name in PostgreSQL's message.
    private static final Map<String, Integer> NAMES =
            Map.ofEntries(
                    Map.entry("security_invoker", 15),
                    Map.entry("allow_in_place_tablespaces", 15),
                    Map.entry("pg_checkpoint", 15),
                    Map.entry("icu_locale", 15),
                    Map.entry("locale_provider", 15),
                    Map.entry("strategy", 15),
                    Map.entry("pg_create_subscription", 16),
                    Map.entry("pg_use_reserved_connections", 16),
                    Map.entry("createrole_self_grant", 16),
                    Map.entry("buffer_usage_limit", 16),
                    Map.entry("process_main", 16),
                    Map.entry("icu_rules", 16),
                    Map.entry("transaction_timeout", 17),
                    Map.entry("builtin_locale", 17),
                    Map.entry("on_error", 17),
                    Map.entry("log_verbosity", 17),
                    Map.entry("maintain", 17),
                    Map.entry("pg_maintain", 17),
                    Map.entry("pg_c_utf8", 17),
                    Map.entry("pg_unicode_fast", 18),
                    Map.entry("pg_signal_autovacuum_worker", 18),
                    Map.entry("reject_limit", 18));

    /// Syntax that a statement may use.
    private enum Syntax {
        NOT_ENFORCED("NOT ENFORCED", 18, "\\bNOT ENFORCED\\b"),
        WITHOUT_OVERLAPS("WITHOUT OVERLAPS", 18, "\\bWITHOUT OVERLAPS\\b"),
        PERIOD("FOREIGN KEY … PERIOD", 18, "\\bFOREIGN KEY ?\\([^)]*\\bPERIOD\\b"),
        VIRTUAL(
                "a virtual generated column",
                18,
                "\\bGENERATED ALWAYS AS ?\\((?![^;]*\\) ?STORED\\b)"),
        RETURNING_OLD("RETURNING old and new", 18, "\\bRETURNING\\b.*\\b(OLD|NEW)\\."),
        RETURNING_WITH("RETURNING WITH", 18, "\\bRETURNING WITH ?\\("),
        NOT_NULL("a named NOT NULL constraint", 18, "\\bADD CONSTRAINT [\\w\"]+ NOT NULL\\b"),
        MERGE_RETURNING("MERGE … RETURNING", 17, "^MERGE\\b.*\\bRETURNING\\b"),
        MERGE_SOURCE("WHEN NOT MATCHED BY SOURCE", 17, "^MERGE\\b.*\\bNOT MATCHED BY\\b"),
        JSON_TABLE("JSON_TABLE", 17, "\\bJSON_TABLE ?\\("),
        JSON_QUERY(
                "JSON_EXISTS, JSON_QUERY and JSON_VALUE",
                17,
                "\\bJSON_(EXISTS|QUERY|VALUE|SCALAR|SERIALIZE) ?\\("),
        SET_EXPRESSION("SET EXPRESSION", 17, "\\bSET EXPRESSION AS\\b"),
        MAINTAIN("GRANT MAINTAIN", 17, "^(GRANT|REVOKE)\\b.*\\bMAINTAIN\\b"),
        AT_LOCAL("AT LOCAL", 17, "\\bAT LOCAL\\b"),
        IS_JSON("IS JSON", 16, "\\bIS (NOT )?JSON\\b"),
        JSON_CONSTRUCTOR("SQL/JSON constructors", 16, "\\bJSON_(OBJECT|ARRAY)(AGG)? ?\\("),
        STORAGE("STORAGE in CREATE TABLE", 16, "^CREATE .*TABLE\\b.*\\bSTORAGE\\b"),
        GRANT_WITH("GRANT … WITH INHERIT or SET", 16, "^GRANT\\b.*\\bWITH (INHERIT|SET)\\b"),
        MERGE("MERGE", 15, "^MERGE\\b"),
        NULLS("NULLS NOT DISTINCT", 15, "\\bNULLS (NOT )?DISTINCT\\b"),
        SECURITY_INVOKER("security_invoker", 15, "\\bSECURITY_INVOKER\\b"),
        SET_COLUMNS("ON DELETE SET NULL (…)", 15, "\\bON DELETE SET (NULL|DEFAULT) ?\\("),
        ACCESS_METHOD("SET ACCESS METHOD", 15, "\\bSET ACCESS METHOD\\b"),
        ON_PARAMETER("GRANT … ON PARAMETER", 15, "^(GRANT|REVOKE)\\b.*\\bON PARAMETER\\b"),
        IN_SCHEMA("FOR TABLES IN SCHEMA", 15, "\\bTABLES IN SCHEMA\\b"),
        PUBLICATION("a row filter of a publication", 15, "\\bPUBLICATION\\b.*\\bWHERE ?\\(");

        private final String text;
        private final int since;
        private final Pattern pattern;

        Syntax(String text, int since, String pattern) {
            this.text = text;
            this.since = since;
            this.pattern = Pattern.compile(pattern);
        }
    }

    /// The feature because of which a statement failed.
    ///
    /// @param version of the server
    static Optional<NewerFeature> of(SQLException e, String statement, String version) {
        Matcher major = MAJOR.matcher(version);
        return major.lookingAt()
                ? of(
                        SqlErrors.state(e),
                        SqlErrors.primary(e),
                        statement,
                        Integer.parseInt(major.group()))
                : Optional.empty();
    }

    /// The feature because of which a statement failed; empty if the server has all that is known.
    ///
    /// @param state SQLSTATE
    /// @param message PostgreSQL's
    /// @param statement its text
    /// @param server its major version
    static Optional<NewerFeature> of(String state, String message, String statement, int server) {
        if (!STATES.contains(state)) {
            return Optional.empty();
        }
        if (state.equals(FUNCTION_STATE)) {
            return function(message).filter(feature -> feature.since() > server);
        }
        return named(message)
                .or(() -> alias(message))
                .filter(feature -> feature.since() > server)
                .or(() -> syntax(statement, server));
    }

    private static Optional<NewerFeature> function(String message) {
        Matcher function = FUNCTION.matcher(message);
        if (!function.find()) {
            return Optional.empty();
        }
        String name = function.group(1).toLowerCase(Locale.ROOT);
        return name.equals("random") && function.group(2).contains(",")
                ? Optional.of(new NewerFeature("random(min, max)", 17))
                : Optional.ofNullable(FUNCTIONS.get(name))
                        .map(since -> new NewerFeature(name + "()", since));
    }

    private static Optional<NewerFeature> named(String message) {
        return NAMED.matcher(message)
                .results()
                .map(match -> match.group(1).toLowerCase(Locale.ROOT))
                .filter(NAMES::containsKey)
                .findFirst()
                .map(name -> new NewerFeature(name, NAMES.get(name)));
    }

    private static Optional<NewerFeature> alias(String message) {
        return message.contains("must have an alias")
                ? Optional.of(new NewerFeature("a subquery in FROM without an alias", 16))
                : Optional.empty();
    }

    private static Optional<NewerFeature> syntax(String statement, int server) {
        String words = Script.words(statement);
        for (Syntax each : Syntax.values()) {
            if (each.since > server && each.pattern.matcher(words).find()) {
                return Optional.of(new NewerFeature(each.text, each.since));
            }
        }
        return Optional.empty();
    }

    /// What is wrong and what to do, in two sentences.
    String advice(String server) {
        return "The server is too old for this: %s needs PostgreSQL %d, and the server has %s. Upgrade the server, or write the statement without it."
                .formatted(name, since, server.split(" ", 2)[0]);
    }
}
