package io.migrate.migrator.url;

import static io.migrate.migrator.url.Parameter.alias;
import static io.migrate.migrator.url.Parameter.honored;
import static io.migrate.migrator.url.Parameter.ignored;
import static io.migrate.migrator.url.Parameter.rejected;

import java.util.List;
import java.util.stream.Stream;

/// URL parameters of Prisma, node-postgres, pgx, SQLAlchemy, golang-migrate, poolers and providers.
/// Sources: quaint's postgres/url.rs, pg-connection-string, pgxpool's ParseConfig, golang-migrate's
/// postgres driver, and the URLs that providers' consoles show.
final class OtherParameters {
    private static final String POOL = "there is one connection and no pool";
    private static final String ONCE = "no statement runs twice";
    private static final String SESSION = "use options=-c%20name%3Dvalue";

    private OtherParameters() {}

    private static final List<Parameter> NAMED =
            List.of(
                    honored("schema", "Prisma: the search path, unless MIGRATE_SEARCH_PATH is set"),
                    alias("search_path", "schema"),
                    honored(
                            "sslaccept",
                            "Prisma: `strict` means `sslmode=verify-full`, with `sslcert` as the"
                                    + " CA",
                            "strict",
                            "accept_invalid_certs"),
                    honored("sslidentity", "Prisma: a PKCS#12 file, as `sslkey`"),
                    honored(
                            "uselibpqcompat",
                            "node-postgres: libpq's meaning always applies",
                            "true",
                            "false"),
                    ignored(
                            "pgbouncer",
                            "migrations require the database itself or a pooler in session mode"),
                    ignored(
                            "socket_timeout",
                            "a migration may take long; MIGRATE_TIMEOUT bounds a run"),
                    ignored("query_timeout", "MIGRATE_STATEMENT_TIMEOUT bounds a statement"),
                    ignored("statement_timeout", "MIGRATE_STATEMENT_TIMEOUT sets it"),
                    ignored("lock_timeout", "MIGRATE_LOCK_TIMEOUT sets it"),
                    ignored("idle_in_transaction_session_timeout", "it is always 60 s"),
                    rejected("timezone", SESSION),
                    rejected("TimeZone", SESSION),
                    rejected("DateStyle", SESSION),
                    rejected("role", "set MIGRATE_ROLE"),
                    rejected("x-migrations-table", "set MIGRATE_TOOL_HISTORY_TABLE"),
                    rejected(
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

    private static Stream<Parameter> toolParameters() {
        return Stream.concat(
                Stream.of("supa", "workaround", "statusColor", "env", "name", "tLSMode")
                        .map(name ->
                                ignored(
                                        name,
                                        "it affects only the tool that displays or generates"
                                                + " URLs")),
                Stream.of(
                                "x-multi-statement",
                                "x-multi-statement-max-size",
                                "x-statement-timeout",
                                "x-lock-strategy",
                                "x-lock-table")
                        .map(name -> ignored(name, "it affects only golang-migrate")));
    }

    static final List<Parameter> ALL =
            Stream.of(
                            NAMED.stream(),
                            POOLS.stream().map(name -> ignored(name, POOL)),
                            STATEMENTS.stream().map(name -> ignored(name, ONCE)),
                            toolParameters())
                    .flatMap(each -> each)
                    .toList();
}
