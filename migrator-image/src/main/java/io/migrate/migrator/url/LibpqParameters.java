package io.migrate.migrator.url;

import static io.migrate.migrator.url.Parameter.dropped;
import static io.migrate.migrator.url.Parameter.honoured;
import static io.migrate.migrator.url.Parameter.refused;

import java.util.List;

/// All parameters of libpq 18
/// (https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
final class LibpqParameters {
    private static final String SYSTEM = "the operating system's value holds";
    private static final String KERBEROS = "Kerberos is not used here";
    private static final String OAUTH = "OAuth is not supported here; log in with a password";
    private static final String SCRAM = "write the password itself";
    private static final String CRL =
            "revocation lists are not read here; take it out, or end TLS in a sidecar that reads"
                    + " them";
    static final String TLS_VERSIONS = "TLSv1, TLSv1.1, TLSv1.2, TLSv1.3";

    private LibpqParameters() {}

    static final List<Parameter> ALL =
            List.of(
                    honoured("host", "names or addresses, tried in this order").from("PGHOST"),
                    honoured("hostaddr", "the address, where `host` is not needed for TLS")
                            .from("PGHOSTADDR"),
                    honoured("port", "1 to 65535, one or one for each host").from("PGPORT"),
                    honoured("dbname", "the database, else that of the user's name")
                            .from("PGDATABASE"),
                    honoured("user", "the role that logs in").from("PGUSER"),
                    honoured("password", "its password").from("PGPASSWORD"),
                    honoured("passfile", "a password file, where there is no password")
                            .from("PGPASSFILE"),
                    honoured("service", "a section of the file that `PGSERVICEFILE` names")
                            .from("PGSERVICE"),
                    honoured(
                                    "sslmode",
                                    "encryption, and who is verified",
                                    "disable",
                                    "allow",
                                    "prefer",
                                    "require",
                                    "verify-ca",
                                    "verify-full",
                                    "no-verify")
                            .from("PGSSLMODE"),
                    honoured(
                                    "sslrootcert",
                                    "a file of CA certificates, or `system` for the public ones")
                            .from("PGSSLROOTCERT"),
                    honoured("sslcert", "a PEM file, the client's certificate and its chain")
                            .from("PGSSLCERT"),
                    honoured("sslkey", "its key: PEM (PKCS#8, PKCS#1, SEC1), DER, PKCS#12")
                            .from("PGSSLKEY"),
                    honoured("sslpassword", "of an encrypted `sslkey`"),
                    honoured(
                                    "sslcertmode",
                                    "`disable` sends no client certificate",
                                    "disable",
                                    "allow")
                            .from("PGSSLCERTMODE"),
                    honoured("sslnegotiation", "how TLS begins", "postgres", "direct")
                            .from("PGSSLNEGOTIATION"),
                    honoured("sslsni", "whether TLS tells the host's name", "0", "1")
                            .from("PGSSLSNI"),
                    honoured("ssl_min_protocol_version", "one of " + TLS_VERSIONS)
                            .from("PGSSLMINPROTOCOLVERSION"),
                    honoured("ssl_max_protocol_version", "TLSv1.2 or TLSv1.3")
                            .from("PGSSLMAXPROTOCOLVERSION"),
                    honoured(
                                    "channel_binding",
                                    "ties the password to the TLS connection",
                                    "disable",
                                    "prefer",
                                    "require")
                            .from("PGCHANNELBINDING"),
                    honoured("require_auth", "how the server may ask for the password")
                            .from("PGREQUIREAUTH"),
                    honoured("connect_timeout", "seconds for one attempt; 0 means ours")
                            .from("PGCONNECT_TIMEOUT"),
                    honoured("application_name", "unless the Pod's name is known")
                            .from("PGAPPNAME"),
                    honoured("options", "settings of the session, `-c name=value`")
                            .from("PGOPTIONS"),
                    honoured(
                                    "target_session_attrs",
                                    "always the primary, as migrations write",
                                    "any",
                                    "read-write",
                                    "primary",
                                    "prefer-standby")
                            .from("PGTARGETSESSIONATTRS"),
                    honoured("gssencmode", "never GSSAPI", "disable", "prefer")
                            .from("PGGSSENCMODE"),
                    honoured("replication", "only `false`", "false", "off", "no", "0"),
                    honoured("min_protocol_version", "of PostgreSQL", "3.0")
                            .from("PGMINPROTOCOLVERSION"),
                    dropped("max_protocol_version", "version 3.0 is spoken")
                            .from("PGMAXPROTOCOLVERSION"),
                    dropped("client_encoding", "the driver always speaks UTF-8")
                            .from("PGCLIENTENCODING"),
                    dropped("fallback_application_name", "it has a name already"),
                    dropped("keepalives", "TCP keepalive is always on"),
                    dropped("keepalives_idle", SYSTEM),
                    dropped("keepalives_interval", SYSTEM),
                    dropped("keepalives_count", SYSTEM),
                    dropped("tcp_user_timeout", SYSTEM),
                    dropped("load_balance_hosts", "of several hosts the primary is used")
                            .from("PGLOADBALANCEHOSTS"),
                    dropped("sslcompression", "TLS does not compress any more")
                            .from("PGSSLCOMPRESSION"),
                    dropped("krbsrvname", KERBEROS).from("PGKRBSRVNAME"),
                    dropped("gsslib", KERBEROS).from("PGGSSLIB"),
                    dropped("gssdelegation", KERBEROS).from("PGGSSDELEGATION"),
                    dropped("requirepeer", "it is for Unix sockets").from("PGREQUIREPEER"),
                    refused("sslcrl", CRL).from("PGSSLCRL"),
                    refused("sslcrldir", CRL).from("PGSSLCRLDIR"),
                    refused("sslkeylogfile", "the keys of connections are not written anywhere"),
                    refused("scram_client_key", SCRAM),
                    refused("scram_server_key", SCRAM),
                    refused("oauth_issuer", OAUTH),
                    refused("oauth_client_id", OAUTH),
                    refused("oauth_client_secret", OAUTH),
                    refused("oauth_scope", OAUTH));
}
