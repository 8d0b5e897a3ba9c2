package io.migrate.migrator.url;

import static io.migrate.migrator.url.Parameter.honored;
import static io.migrate.migrator.url.Parameter.ignored;
import static io.migrate.migrator.url.Parameter.rejected;

import java.util.List;

/// All parameters of libpq 18
/// (https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
final class LibpqParameters {
    private static final String SYSTEM = "the operating system's value is used";
    private static final String KERBEROS = "Kerberos is not supported";
    private static final String OAUTH = "OAuth is not supported; log in with a password";
    private static final String SCRAM = "use the password itself";
    private static final String CRL =
            "revocation lists are not supported; remove it, or terminate TLS in a sidecar that"
                    + " supports them";
    static final String TLS_VERSIONS = "TLSv1, TLSv1.1, TLSv1.2, TLSv1.3";

    private LibpqParameters() {}

    static final List<Parameter> ALL =
            List.of(
                    honored("host", "names or addresses, tried in this order").from("PGHOST"),
                    honored("hostaddr", "the address, if `host` is not needed for TLS")
                            .from("PGHOSTADDR"),
                    honored("port", "1 to 65535, one or one for each host").from("PGPORT"),
                    honored("dbname", "the database; the default is the name of the user")
                            .from("PGDATABASE"),
                    honored("user", "the role that logs in").from("PGUSER"),
                    honored("password", "its password").from("PGPASSWORD"),
                    honored("passfile", "a password file, if there is no password")
                            .from("PGPASSFILE"),
                    honored("service", "a section of the file that `PGSERVICEFILE` names")
                            .from("PGSERVICE"),
                    honored(
                                    "sslmode",
                                    "encryption and verification of the server",
                                    "disable",
                                    "allow",
                                    "prefer",
                                    "require",
                                    "verify-ca",
                                    "verify-full",
                                    "no-verify")
                            .from("PGSSLMODE"),
                    honored(
                                    "sslrootcert",
                                    "a file of CA certificates, or `system` for the public ones")
                            .from("PGSSLROOTCERT"),
                    honored("sslcert", "a PEM file, the client's certificate and its chain")
                            .from("PGSSLCERT"),
                    honored("sslkey", "its key: PEM (PKCS#8, PKCS#1, SEC1), DER, PKCS#12")
                            .from("PGSSLKEY"),
                    honored("sslpassword", "the password of an encrypted `sslkey`"),
                    honored(
                                    "sslcertmode",
                                    "`disable` sends no client certificate",
                                    "disable",
                                    "allow")
                            .from("PGSSLCERTMODE"),
                    honored("sslnegotiation", "how TLS starts", "postgres", "direct")
                            .from("PGSSLNEGOTIATION"),
                    honored("sslsni", "whether TLS sends the host name", "0", "1").from("PGSSLSNI"),
                    honored("ssl_min_protocol_version", "one of " + TLS_VERSIONS)
                            .from("PGSSLMINPROTOCOLVERSION"),
                    honored("ssl_max_protocol_version", "TLSv1.2 or TLSv1.3")
                            .from("PGSSLMAXPROTOCOLVERSION"),
                    honored(
                                    "channel_binding",
                                    "binds the password to the TLS connection",
                                    "disable",
                                    "prefer",
                                    "require")
                            .from("PGCHANNELBINDING"),
                    honored(
                                    "require_auth",
                                    "the authentication methods that the server may request")
                            .from("PGREQUIREAUTH"),
                    honored(
                                    "connect_timeout",
                                    "seconds for one attempt; 0 leaves it to"
                                            + " `MIGRATE_CONNECT_TIMEOUT`")
                            .from("PGCONNECT_TIMEOUT"),
                    honored(
                                    "application_name",
                                    "the name of the session, unless the Pod's name is known")
                            .from("PGAPPNAME"),
                    honored("options", "session settings, `-c name=value`").from("PGOPTIONS"),
                    honored(
                                    "target_session_attrs",
                                    "always the primary, because migrations write",
                                    "any",
                                    "read-write",
                                    "primary",
                                    "prefer-standby")
                            .from("PGTARGETSESSIONATTRS"),
                    honored("gssencmode", "GSSAPI is never used", "disable", "prefer")
                            .from("PGGSSENCMODE"),
                    honored("replication", "must be off", "false", "off", "no", "0"),
                    honored("min_protocol_version", "the protocol version of PostgreSQL", "3.0")
                            .from("PGMINPROTOCOLVERSION"),
                    ignored("max_protocol_version", "version 3.0 is used")
                            .from("PGMAXPROTOCOLVERSION"),
                    ignored("client_encoding", "the driver always uses UTF-8")
                            .from("PGCLIENTENCODING"),
                    ignored("fallback_application_name", "there is always an `application_name`"),
                    ignored("keepalives", "TCP keepalive is always on"),
                    ignored("keepalives_idle", SYSTEM),
                    ignored("keepalives_interval", SYSTEM),
                    ignored("keepalives_count", SYSTEM),
                    ignored("tcp_user_timeout", SYSTEM),
                    ignored("load_balance_hosts", "the primary among the hosts is used")
                            .from("PGLOADBALANCEHOSTS"),
                    ignored("sslcompression", "TLS compression is not supported")
                            .from("PGSSLCOMPRESSION"),
                    ignored("krbsrvname", KERBEROS).from("PGKRBSRVNAME"),
                    ignored("gsslib", KERBEROS).from("PGGSSLIB"),
                    ignored("gssdelegation", KERBEROS).from("PGGSSDELEGATION"),
                    ignored("requirepeer", "it is for Unix sockets").from("PGREQUIREPEER"),
                    rejected("sslcrl", CRL).from("PGSSLCRL"),
                    rejected("sslcrldir", CRL).from("PGSSLCRLDIR"),
                    rejected("sslkeylogfile", "TLS session keys are never written to a file"),
                    rejected("scram_client_key", SCRAM),
                    rejected("scram_server_key", SCRAM),
                    rejected("oauth_issuer", OAUTH),
                    rejected("oauth_client_id", OAUTH),
                    rejected("oauth_client_secret", OAUTH),
                    rejected("oauth_scope", OAUTH));
}
