package io.migrate.migrator.url;

import static io.migrate.migrator.url.Parameter.alias;
import static io.migrate.migrator.url.Parameter.dropped;
import static io.migrate.migrator.url.Parameter.honoured;
import static io.migrate.migrator.url.Parameter.refused;

import java.util.List;
import java.util.stream.Stream;

/// The properties of pgjdbc, as applications on the JVM have them in their URLs
/// (https://jdbc.postgresql.org/documentation/use/#connection-parameters).
final class DriverParameters {
    private static final String CLASS = "it names a class of the application, which is not here";
    private static final String LOGIN = "Kerberos and SSPI are not used here";

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
                    honoured(
                            "ssl",
                            "`true` is `sslmode=require`, in a JDBC URL `verify-full`; or a value"
                                    + " of `sslmode`"),
                    honoured(
                            "targetServerType",
                            "always the primary",
                            "any",
                            "primary",
                            "master",
                            "preferPrimary",
                            "preferSecondary",
                            "preferSlave"),
                    honoured(
                            "sslfactory",
                            "the driver's own: `LibPQFactory`, `DefaultJavaSSLFactory` as"
                                    + " `sslrootcert=system`, `NonValidatingFactory` as"
                                    + " `sslmode=require`"),
                    honoured("readOnly", "only `false`", "false"),
                    honoured("loginTimeout", "seconds for one attempt"),
                    honoured("scramMaxIterations", "handed to the driver"),
                    honoured("localSocketAddress", "handed to the driver"),
                    dropped("logServerErrorDetail", "MIGRATE_LOG_DETAIL decides"),
                    dropped("pemKeyAlgorithm", "the key itself tells"),
                    dropped("kerberosServerName", LOGIN),
                    dropped("jaasApplicationName", LOGIN),
                    dropped("jaasLogin", LOGIN),
                    dropped("gssUseDefaultCreds", LOGIN),
                    dropped("gssResponseTimeout", LOGIN),
                    dropped("sspiServiceClass", LOGIN),
                    dropped("useSpnego", LOGIN),
                    dropped("loggerLevel", "the driver does not log here"),
                    dropped("loggerFile", "the driver does not log here"),
                    dropped("socketTimeout", "MIGRATE_TIMEOUT bounds a run"),
                    dropped("queryTimeout", "MIGRATE_STATEMENT_TIMEOUT bounds a statement"),
                    dropped("loadBalanceHosts", "of several hosts the primary is used"),
                    dropped("hostRecheckSeconds", "every attempt asks every host"),
                    dropped("readOnlyMode", "migrations write"),
                    refused("authenticationPluginClassName", CLASS),
                    refused("connectExecutor", CLASS),
                    refused("connectExecutorArg", CLASS),
                    refused("socketFactory", CLASS),
                    refused("socketFactoryArg", CLASS),
                    refused("sslfactoryarg", CLASS),
                    refused("sslhostnameverifier", CLASS + "; sslmode=verify-full verifies names"),
                    refused("sslpasswordcallback", CLASS + "; use sslpassword"));

    /// How an application reads and writes rows, which is not how migrations run.
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
                                    .map(name -> dropped(name, "it is for applications")))
                    .toList();
}
