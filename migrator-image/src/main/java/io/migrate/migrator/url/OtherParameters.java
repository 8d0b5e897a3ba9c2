package io.migrate.migrator.url;

import static io.migrate.migrator.url.Parameter.alias;
import static io.migrate.migrator.url.Parameter.dropped;
import static io.migrate.migrator.url.Parameter.honoured;
import static io.migrate.migrator.url.Parameter.refused;

import java.util.List;
import java.util.stream.Stream;

/// What Prisma, node-postgres, pgx, SQLAlchemy, golang-migrate, poolers and providers have put into
/// URLs. Sources: quaint's postgres/url.rs, pg-connection-string, pgxpool's ParseConfig,
/// golang-migrate's postgres driver, what the providers' consoles print.
final class OtherParameters {
    private static final String POOL = "one connection is used, there is no pool";
    private static final String ONCE = "nothing is run twice";
    private static final String SESSION = "write it as options=-c%20name%3Dvalue";

    private OtherParameters() {}

    private static final List<Parameter> NAMED =
            List.of(
                    honoured("schema", "Prisma's: the search path, unless MIGRATE_SEARCH_PATH"),
                    alias("search_path", "schema"),
                    honoured(
                            "sslaccept",
                            "Prisma's: `strict` is `sslmode=verify-full`, and `sslcert` is then"
                                    + " the CA",
                            "strict",
                            "accept_invalid_certs"),
                    honoured("sslidentity", "Prisma's: a PKCS#12 file, as `sslkey`"),
                    honoured(
                            "uselibpqcompat",
                            "node-postgres': it is always so here",
                            "true",
                            "false"),
                    dropped(
                            "pgbouncer",
                            "migrations need the database itself or a pooler in session mode"),
                    dropped("socket_timeout", "a migration may run for long; MIGRATE_TIMEOUT"),
                    dropped("query_timeout", "MIGRATE_STATEMENT_TIMEOUT bounds a statement"),
                    dropped("statement_timeout", "MIGRATE_STATEMENT_TIMEOUT sets it"),
                    dropped("lock_timeout", "MIGRATE_LOCK_TIMEOUT sets it"),
                    dropped("idle_in_transaction_session_timeout", "it is always 60 s"),
                    refused("timezone", SESSION),
                    refused("TimeZone", SESSION),
                    refused("DateStyle", SESSION),
                    refused("role", "set MIGRATE_ROLE"),
                    refused("x-migrations-table", "set MIGRATE_TOOL_HISTORY_TABLE"),
                    refused(
                            "x-migrations-table-quoted",
                            "set MIGRATE_TOOL_HISTORY_SCHEMA and MIGRATE_TOOL_HISTORY_TABLE"));

    private static final List<String> POOLS =
            List.of(
                    "connection_limit",
                    "pool_timeout",
                    "max_connection_lifetime",
                    "max_idle_connection_lifetime",
                    "single_use_connections",
                    "pool",
                    "pool_size",
                    "pool_mode",
                    "max",
                    "max_lifetime",
                    "idle_timeout",
                    "max_overflow",
                    "pool_recycle",
                    "pool_pre_ping",
                    "conn_max_age",
                    "pool_max_conns",
                    "pool_min_conns",
                    "pool_min_idle_conns",
                    "pool_max_conn_lifetime",
                    "pool_max_conn_lifetime_jitter",
                    "pool_max_conn_idle_time",
                    "pool_health_check_period");

    private static final List<String> STATEMENTS =
            List.of(
                    "statement_cache_size",
                    "statement_cache_capacity",
                    "description_cache_capacity",
                    "prepared_statement_cache_size",
                    "default_query_exec_mode",
                    "prepared_statements",
                    "prepare",
                    "binary_parameters");

    private static Stream<Parameter> marks() {
        return Stream.concat(
                Stream.of("supa", "workaround", "statusColor", "env", "name", "tLSMode")
                        .map(name -> dropped(name, "it is for a tool that shows or makes URLs")),
                Stream.of(
                                "x-multi-statement",
                                "x-multi-statement-max-size",
                                "x-statement-timeout",
                                "x-lock-strategy",
                                "x-lock-table")
                        .map(name -> dropped(name, "it is for golang-migrate itself")));
    }

    static final List<Parameter> ALL =
            Stream.of(
                            NAMED.stream(),
                            POOLS.stream().map(name -> dropped(name, POOL)),
                            STATEMENTS.stream().map(name -> dropped(name, ONCE)),
                            marks())
                    .flatMap(each -> each)
                    .toList();
}
