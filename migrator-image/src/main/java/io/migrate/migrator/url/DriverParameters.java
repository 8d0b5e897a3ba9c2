package io.migrate.migrator.url;

import static io.migrate.migrator.url.Parameter.alias;
import static io.migrate.migrator.url.Parameter.honored;
import static io.migrate.migrator.url.Parameter.ignored;
import static io.migrate.migrator.url.Parameter.rejected;

import java.util.List;
import java.util.stream.Stream;

/// The connection properties of pgjdbc, the PostgreSQL JDBC driver
/// (https://jdbc.postgresql.org/documentation/use/#connection-parameters).
final class DriverParameters {
    private static final String CLASS =
            "it names a class of the application, which the migrator does not have";
    private static final String LOGIN = "Kerberos and SSPI are not supported";

    private DriverParameters() {}

    private static final List<Parameter> NAMED =
            List.of(
                    alias("PGHOST", "host"),
                    alias("PGPORT", "port"),
                    alias("PGDBNAME", "dbname"),
                    alias("ApplicationName", "application_name"),
                    alias("channelBinding", "channel_binding"),
                    alias("requireAuth", "require_auth"),
                    alias("connectTimeout", "connect_timeout"),
                    alias("sslNegotiation", "sslnegotiation"),
                    alias("gssEncMode", "gssencmode"),
                    alias("sslMode", "sslmode"),
                    alias("currentSchema", "schema"),
                    honored(
                            "ssl",
                            "`true` means `sslmode=require`, or `verify-full` in a JDBC URL; values"
                                    + " of `sslmode` are accepted too"),
                    honored(
                            "targetServerType",
                            "always the primary",
                            "any",
                            "primary",
                            "master",
                            "preferPrimary",
                            "preferSecondary",
                            "preferSlave"),
                    honored(
                            "sslfactory",
                            "the driver's own classes: `LibPQFactory`, `DefaultJavaSSLFactory` as"
                                    + " `sslrootcert=system`, `NonValidatingFactory` as"
                                    + " `sslmode=require`"),
                    honored("readOnly", "must be `false`", "false"),
                    honored("loginTimeout", "seconds for one attempt"),
                    honored("scramMaxIterations", "passed to the driver"),
                    honored("localSocketAddress", "passed to the driver"),
                    ignored("logServerErrorDetail", "MIGRATE_LOG_DETAIL controls it"),
                    ignored("pemKeyAlgorithm", "the algorithm is read from the key"),
                    ignored("kerberosServerName", LOGIN),
                    ignored("jaasApplicationName", LOGIN),
                    ignored("jaasLogin", LOGIN),
                    ignored("gssUseDefaultCreds", LOGIN),
                    ignored("gssResponseTimeout", LOGIN),
                    ignored("sspiServiceClass", LOGIN),
                    ignored("useSpnego", LOGIN),
                    ignored("loggerLevel", "the driver's log is disabled"),
                    ignored("loggerFile", "the driver's log is disabled"),
                    ignored("socketTimeout", "MIGRATE_TIMEOUT bounds a run"),
                    ignored("queryTimeout", "MIGRATE_STATEMENT_TIMEOUT bounds a statement"),
                    ignored("loadBalanceHosts", "the primary among the hosts is used"),
                    ignored("hostRecheckSeconds", "every attempt tries every host"),
                    ignored("readOnlyMode", "migrations write"),
                    rejected("authenticationPluginClassName", CLASS),
                    rejected("connectExecutor", CLASS),
                    rejected("connectExecutorArg", CLASS),
                    rejected("socketFactory", CLASS),
                    rejected("socketFactoryArg", CLASS),
                    rejected("sslfactoryarg", CLASS),
                    rejected("sslhostnameverifier", CLASS + "; sslmode=verify-full verifies names"),
                    rejected("sslpasswordcallback", CLASS + "; use sslpassword"));

    /// Properties that affect how applications read and write rows, and not migrations.
    private static final List<String> OF_APPLICATIONS =
            List.of(
                    "adaptiveFetch",
                    "adaptiveFetchMaximum",
                    "adaptiveFetchMinimum",
                    "allowEncodingChanges",
                    "assumeMinServerVersion",
                    "autosave",
                    "binaryTransfer",
                    "binaryTransferDisable",
                    "binaryTransferEnable",
                    "cancelSignalTimeout",
                    "classLoaderStrategy",
                    "cleanupSavepoints",
                    "convertBooleanToNumeric",
                    "databaseMetadataCacheFields",
                    "databaseMetadataCacheFieldsMiB",
                    "defaultRowFetchSize",
                    "disableColumnSanitiser",
                    "escapeSyntaxCallMode",
                    "flushCacheOnDdl",
                    "groupStartupParameters",
                    "hideUnprivilegedObjects",
                    "logUnclosedConnections",
                    "maxResultBuffer",
                    "maxSendBufferSize",
                    "preferQueryMode",
                    "prepareThreshold",
                    "preparedStatementCacheQueries",
                    "preparedStatementCacheSizeMiB",
                    "protocolVersion",
                    "quoteReturningIdentifiers",
                    "reWriteBatchedInserts",
                    "reWriteBatchedInsertsSize",
                    "receiveBufferSize",
                    "sendBufferSize",
                    "sslResponseTimeout",
                    "stringtype",
                    "tcpKeepAlive",
                    "tcpNoDelay",
                    "unknownLength",
                    "xmlFactoryFactory");

    static final List<Parameter> ALL =
            Stream.concat(
                            NAMED.stream(),
                            OF_APPLICATIONS.stream()
                                    .map(name -> ignored(name, "it affects only applications")))
                    .toList();
}
