package io.migrate.webhook.settings;

import io.migrate.webhook.grammar.Grammars;

import java.util.List;

/// The fields of a policy below `database`, and their annotations. {@link Fields} lists them.
public final class DatabaseFields {
    /// The field `database.urlSecretKeyRef`.
    public static final Field<Login> URL_SECRET =
            Field.of(
                            "database.urlSecretKeyRef",
                            Logins.url(),
                            "the Secret and key that hold the database URL for the migration role")
                    .orElse(new Login.Url(new KeyRef("db-credentials", "database-url")))
                    .annotated("database-secret");

    /// The field `database.urlFile`.
    public static final Field<Login> URL_FILE =
            Field.of(
                    "database.urlFile",
                    Logins.urlFile(),
                    "a file that holds the database URL, and the volume that provides it");

    /// The field `database.connection`.
    public static final Field<Login> CONNECTION =
            Field.of(
                    "database.connection",
                    Logins.connection(),
                    "host, port, database, user name and password, each of which a Secret can"
                            + " hold");

    /// The alternatives for how the migrator logs in; a policy sets at most one.
    public static final List<Field<Login>> LOGINS = List.of(URL_SECRET, URL_FILE, CONNECTION);

    /// The field `database.caConfigMapKeyRef`.
    public static final Field<Authority> CA_CONFIG_MAP =
            Field.of(
                    "database.caConfigMapKeyRef",
                    Logins.caConfigMap(),
                    "the ConfigMap and key that hold the CA certificate of the database");

    /// The field `database.caSecretKeyRef`.
    public static final Field<Authority> CA_SECRET =
            Field.of(
                    "database.caSecretKeyRef",
                    Logins.caSecret(),
                    "the Secret and key that hold the CA certificate of the database");

    /// The alternatives for where the CA certificate is; a policy sets at most one.
    public static final List<Field<Authority>> AUTHORITIES = List.of(CA_CONFIG_MAP, CA_SECRET);

    /// The field `database.role`.
    public static final Field<String> ROLE =
            Field.of(
                            "database.role",
                            Types.text(Grammars.SQL_NAME),
                            "the role to switch to after connecting (SET ROLE)")
                    .annotated("role")
                    .env("MIGRATE_ROLE");

    private DatabaseFields() {}
}
