package io.migrate.webhook.grammar;

import io.migrate.webhook.schema.Schema;
import io.migrate.webhook.schema.Schema.Measure;

/// The grammars of text values.
public final class Grammars {
    /// RFC 1123, as Kubernetes names containers and volumes.
    public static final Schema.StringSchema LABEL =
            new Schema.StringSchema(
                    "a DNS label of at most 63 characters, like my-name",
                    "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
                    63);

    /// RFC 1123, as Kubernetes names Secrets and ConfigMaps.
    public static final Schema.StringSchema SUBDOMAIN =
            new Schema.StringSchema(
                    "a DNS name of at most 253 characters, like my-name",
                    "[a-z0-9]([-.a-z0-9]*[a-z0-9])?",
                    253);

    /// A key of a Secret or ConfigMap:
    /// https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data
    public static final Schema.StringSchema DATA_KEY =
            new Schema.StringSchema(
                    "a key of at most 253 letters, digits, -, _ and .",
                    "[-._a-zA-Z0-9]*[-_a-zA-Z0-9][-._a-zA-Z0-9]*|\\.{3,}",
                    253);

    /// A variable of the application.
    public static final Schema.StringSchema ENV_NAME =
            new Schema.StringSchema(
                    "an environment variable name", "[-._a-zA-Z][-._a-zA-Z0-9]*", 253);

    /// The name of a variable that a policy may set on the migrator.
    public static final Schema.StringSchema OPEN_ENV_NAME =
            ENV_NAME.except(
                    "the name of an environment variable other than " + ClosedVariables.text(),
                    ClosedVariables.names());

    /// Kubelet puts it before the keys of an object, which anybody may add to.
    public static final Schema.StringSchema OPEN_ENV_PREFIX =
            ENV_NAME.except(
                    "a prefix that begins none of " + ClosedVariables.text(),
                    ClosedVariables.beginnings());

    /// What container runtimes accept, except a registry given by an IPv6 address:
    /// https://pkg.go.dev/github.com/distribution/reference
    public static final Schema.StringSchema IMAGE =
            new Schema.StringSchema(
                    "an image reference like registry.example.com/team/name:tag", image(), 512);

    /// PostgreSQL truncates longer names silently (NAMEDATALEN), so that two names could become
    /// one.
    public static final Schema.StringSchema SQL_NAME =
            new Schema.StringSchema(
                    "a name of at most 63 bytes, without commas or control characters",
                    "[^\\x00-\\x1f\\x7f,]+",
                    63,
                    Measure.BYTES);

    /// Absolute, not the root itself, and without `..` and empty elements, which kubelet rejects in
    /// a `subPath`.
    public static final Schema.StringSchema FOLDER =
            new Schema.StringSchema(
                    "an absolute path below / without .. elements",
                    "(/%s)+/?".formatted(part()),
                    4096);

    /// The folder of the file is mounted, so it must not be the root.
    public static final Schema.StringSchema FILE =
            new Schema.StringSchema(
                    "the absolute path of a file in a folder below /, without .. elements",
                    "(/%s){2,}".formatted(part()),
                    4096);

    /// A host, without its port.
    public static final Schema.StringSchema HOST =
            new Schema.StringSchema("a host name or an IP address", "[-._:a-zA-Z0-9]+", 253);

    /// The name of a database, which is not in a list.
    public static final Schema.StringSchema DATABASE =
            new Schema.StringSchema(
                    "a database name of at most 63 bytes, without control characters",
                    "[^\\x00-\\x1f\\x7f]+",
                    63,
                    Measure.BYTES);

    /// The place of the migration among the init containers.
    public static final Schema.StringSchema POSITION =
            new Schema.StringSchema(
                    "before/NAME or after/NAME, where NAME is an init container",
                    "(before|after)/[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?",
                    70);

    /// The version or name of a migration, as the migration tool writes it.
    public static final Schema.StringSchema VERSION =
            new Schema.StringSchema(
                    "a version or a name of at most 255 characters", "[^\\x00-\\x1f\\x7f]+", 255);

    /// A pattern of Flyway's ignoreMigrationPatterns, or one with a third part. Lists of them are
    /// passed on comma-separated.
    public static final Schema.StringSchema MIGRATION_PATTERN =
            new Schema.StringSchema(
                    "a pattern TYPE:STATUS or TYPE:STATUS:NAME; TYPE is *, versioned or repeatable,"
                            + " STATUS *, missing, ignored or future, NAME that of a migration with"
                            + " * and ?, or before-first-file",
                    "(\\*|versioned|repeatable):(\\*|missing|ignored|future)"
                            + "(:[^\\x00-\\x1f\\x7f,]+)?",
                    300);

    private Grammars() {}

    private static String image() {
        String host = "[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?";
        String registry = "%1$s(\\.%1$s)*(:[0-9]+)?/".formatted(host);
        String element = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";
        String tag = ":[_a-zA-Z0-9][-._a-zA-Z0-9]{0,127}";
        String digest = "@(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})";
        return "(%1$s)?%2$s(/%2$s)*(%3$s)?(%4$s)?".formatted(registry, element, tag, digest);
    }

    /// A path element other than `..`.
    private static String part() {
        String any = "[^/\\x00-\\x1f\\x7f]";
        String noDot = "[^/.\\x00-\\x1f\\x7f]";
        return "(%2$s%1$s*|\\.(%2$s%1$s*)?|\\.\\.%1$s+)".formatted(any, noDot);
    }
}
