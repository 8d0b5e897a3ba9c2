package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.schema.Schema;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The registry: every setting there is. Parsers, errors, the README's table and the migrator's
/// environment come from here and nowhere else.
public final class Fields {
    /// What every key of ours begins with.
    public static final String PREFIX = "migrate.io/";

    public static final Field<Source> SOURCE =
            Field.of("source", Sources.type(), "where the migrations lie").annotated("source");

    public static final Field<Format> FORMAT =
            Field.of("format", Types.choice(Format.class), "the tool that they were written for")
                    .orElse(Format.AUTO)
                    .annotated("format")
                    .env("MIGRATE_FORMAT");

    public static final Field<Mode> MODE =
            Field.of(
                            "run.mode",
                            Types.choice(Mode.class),
                            "apply what is pending, fail if there is any, or wait until it is"
                                    + " applied")
                    .orElse(Mode.MIGRATE)
                    .annotated("mode");

    public static final Field<Login> DATABASE_SECRET =
            Field.of(
                            "database.urlSecretKeyRef",
                            Logins.url(),
                            "the Secret and its key that hold the URL of the migration role")
                    .orElse(new Login.Url(new KeyRef("db-credentials", "database-url")))
                    .annotated("database-secret");

    public static final Field<Login> DATABASE_URL_FILE =
            Field.of(
                    "database.urlFile",
                    Logins.urlFile(),
                    "a file that holds the URL, and the volume that brings it");

    public static final Field<Login> DATABASE_CONNECTION =
            Field.of(
                    "database.connection",
                    Logins.connection(),
                    "host, port and database, and the Secrets that hold user and password");

    /// The ways to say how the migrator logs in; a policy uses at most one.
    public static final List<Field<Login>> LOGINS =
            List.of(DATABASE_SECRET, DATABASE_URL_FILE, DATABASE_CONNECTION);

    public static final Field<Authority> CA_CONFIG_MAP =
            Field.of(
                    "database.caConfigMapKeyRef",
                    Logins.caConfigMap(),
                    "the ConfigMap and its key that hold the database's certificate authority");

    public static final Field<Authority> CA_SECRET =
            Field.of(
                    "database.caSecretKeyRef",
                    Logins.caSecret(),
                    "the Secret and its key that hold the database's certificate authority");

    /// The ways to say whom the migrator trusts; a policy uses at most one.
    public static final List<Field<Authority>> AUTHORITIES = List.of(CA_CONFIG_MAP, CA_SECRET);

    public static final Field<String> TARGET =
            Field.of(
                            "run.target",
                            Types.text(Grammars.VERSION),
                            "the version to stop at, in the tool's naming")
                    .notInPolicy()
                    .annotated("target")
                    .env("MIGRATE_TARGET");

    public static final Field<List<String>> SEARCH_PATH =
            Field.of(
                            "run.searchPath",
                            Types.list(
                                    Grammars.SQL_NAME,
                                    1,
                                    32,
                                    new Schema.Kind.Ordered(),
                                    "a list of schema names"),
                            "the schemas that unqualified names are looked up in")
                    .annotated("search-path")
                    .env("MIGRATE_SEARCH_PATH");

    public static final Field<String> HISTORY_SCHEMA =
            Field.of(
                            "history.schema",
                            Types.text(Grammars.SQL_NAME),
                            "the schema of the history table")
                    .annotated("history-schema")
                    .env("MIGRATE_HISTORY_SCHEMA");

    public static final Field<String> HISTORY_TABLE =
            Field.of(
                            "history.table",
                            Types.text(Grammars.SQL_NAME),
                            "the name of the history table")
                    .orElse("flyway_schema_history")
                    .annotated("history-table")
                    .env("MIGRATE_HISTORY_TABLE");

    public static final Field<String> ROLE =
            Field.of(
                            "database.role",
                            Types.text(Grammars.SQL_NAME),
                            "the role that is set after connecting")
                    .annotated("role")
                    .env("MIGRATE_ROLE");

    public static final Field<Duration> TIMEOUT =
            Field.of(
                            "run.timeout",
                            Durations.type(),
                            "how long waiting for another migrator and running may take together")
                    .orElse(Duration.ofMinutes(8))
                    .annotated("timeout")
                    .env("MIGRATE_TIMEOUT");

    public static final Field<Duration> CONNECT_TIMEOUT =
            Field.of(
                            "run.connectTimeout",
                            Durations.type(),
                            "how long to wait until the database answers")
                    .orElse(Duration.ofMinutes(2))
                    .annotated("connect-timeout")
                    .env("MIGRATE_CONNECT_TIMEOUT");

    public static final Field<Duration> LOCK_TIMEOUT =
            Field.of(
                            "run.lockTimeout",
                            Durations.type(),
                            "how long a statement may wait for a table's lock")
                    .orElse(Duration.ofSeconds(5))
                    .annotated("lock-timeout")
                    .env("MIGRATE_LOCK_TIMEOUT");

    public static final Field<Duration> STATEMENT_TIMEOUT =
            Field.of(
                            "run.statementTimeout",
                            Durations.type(),
                            "how long one statement may run; 0s for no limit")
                    .orElse(Duration.ZERO)
                    .annotated("statement-timeout")
                    .env("MIGRATE_STATEMENT_TIMEOUT");

    public static final Field<Position> POSITION =
            Field.of("position", Types.position(), "where among the init containers it stands")
                    .notInPolicy()
                    .annotated("position");

    public static final Field<String> TOOL_HISTORY_SCHEMA =
            Field.of(
                            "history.tool.schema",
                            Types.text(Grammars.SQL_NAME),
                            "the schema of the tool's own history")
                    .env("MIGRATE_TOOL_HISTORY_SCHEMA");

    public static final Field<String> TOOL_HISTORY_TABLE =
            Field.of(
                            "history.tool.table",
                            Types.text(Grammars.SQL_NAME),
                            "the table of the tool's own history")
                    .env("MIGRATE_TOOL_HISTORY_TABLE");

    public static final Field<Choices.ToolHistorySync> TOOL_HISTORY_SYNC =
            Field.of(
                            "history.tool.sync",
                            Types.choice(Choices.ToolHistorySync.class),
                            "whether the tool's own history is kept in step")
                    .orElse(Choices.ToolHistorySync.MAINTAIN)
                    .env("MIGRATE_TOOL_HISTORY_SYNC");

    public static final Field<Choices.OutOfOrder> OUT_OF_ORDER =
            Field.of(
                            "run.outOfOrder",
                            Types.choice(Choices.OutOfOrder.class),
                            "what to do with a migration that was added before an applied one")
                    .orElse(Choices.OutOfOrder.REFUSE)
                    .env("MIGRATE_OUT_OF_ORDER");

    public static final Field<Choices.NewerSchema> NEWER_SCHEMA =
            Field.of(
                            "run.newerSchema",
                            Types.choice(Choices.NewerSchema.class),
                            "what to do when the database is ahead of the files")
                    .orElse(Choices.NewerSchema.ALLOW)
                    .env("MIGRATE_NEWER_SCHEMA");

    public static final Field<Choices.Pooler> POOLER =
            Field.of(
                            "run.pooler",
                            Types.choice(Choices.Pooler.class),
                            "what to do behind a pooler in transaction mode")
                    .orElse(Choices.Pooler.REFUSE)
                    .env("MIGRATE_POOLER");

    public static final Field<Choices.EmptySource> EMPTY_SOURCE =
            Field.of(
                            "run.emptySource",
                            Types.choice(Choices.EmptySource.class),
                            "what to do when there are no migrations")
                    .orElse(Choices.EmptySource.REFUSE)
                    .env("MIGRATE_EMPTY_SOURCE");

    public static final Field<KeyRef> APPLICATION_SECRET =
            Field.of(
                    "application.urlSecretKeyRef",
                    Types.keyRef(),
                    "the Secret and its key that hold the application's own URL");

    public static final Field<String> APPLICATION_ENV =
            Field.of(
                            "application.envName",
                            Types.text(Grammars.ENV_NAME),
                            "the variable that hands the application its URL")
                    .orElse("DATABASE_URL");

    public static final Field<List<String>> APPLICATION_CONTAINERS =
            Field.of(
                    "application.containerNames",
                    Types.list(
                            Grammars.LABEL,
                            1,
                            32,
                            new Schema.Kind.Set(),
                            "a list of container names"),
                    "the containers that are the application");

    public static final Field<SharedSecret> APPLICATION_SHARED_SECRET =
            Field.of(
                            "application.sharedSecret",
                            Types.choice(SharedSecret.class),
                            "what to do when an application container sees the migrator's Secret")
                    .orElse(SharedSecret.WARN);

    public static final Field<String> MIGRATOR_IMAGE =
            Field.of("migrator.image", Types.text(Grammars.IMAGE), "the migrator's image");

    public static final Field<ImagePullPolicy> MIGRATOR_PULL_POLICY =
            Field.of(
                            "migrator.imagePullPolicy",
                            Types.choice(ImagePullPolicy.class),
                            "when the migrator's image is pulled")
                    .orElse(ImagePullPolicy.IF_NOT_PRESENT);

    public static final Field<List<String>> MIGRATOR_PULL_SECRETS =
            Field.of(
                            "migrator.imagePullSecrets",
                            Types.namedObjects("Name of a Secret in the Pod's namespace."),
                            "the Secrets that the migrator's image is pulled with")
                    .orElse(List.of());

    public static final Field<ObjectNode> MIGRATOR_RESOURCES =
            Field.of(
                    "migrator.resources",
                    Types.object(ContainerShapes.RESOURCES),
                    "what it may use at most; requests stay within the application's");

    public static final Field<ObjectNode> MIGRATOR_SECURITY_CONTEXT =
            Field.of(
                    "migrator.securityContext",
                    Types.object(ContainerShapes.SECURITY_CONTEXT),
                    "fields that replace those of the same name in our own");

    /// For the whole cluster alone, hence not among those that a MigrationPolicy may set.
    public static final Field<ImageVolumes> IMAGE_VOLUMES =
            Field.of(
                    "imageVolumes",
                    Types.choice(ImageVolumes.class),
                    "whether images may be mounted as volumes");

    public static final Field<Map<String, String>> POD_LABELS =
            Field.of(
                            "podLabels",
                            Labels.type(),
                            "the labels that NetworkPolicies let through to the database")
                    .orElse(Map.of());

    private static final List<Field<?>> SETTINGS =
            List.of(
                    SOURCE,
                    FORMAT,
                    MODE,
                    DATABASE_SECRET,
                    DATABASE_URL_FILE,
                    DATABASE_CONNECTION,
                    CA_CONFIG_MAP,
                    CA_SECRET,
                    TARGET,
                    SEARCH_PATH,
                    HISTORY_SCHEMA,
                    HISTORY_TABLE,
                    ROLE,
                    TIMEOUT,
                    CONNECT_TIMEOUT,
                    LOCK_TIMEOUT,
                    STATEMENT_TIMEOUT,
                    POSITION,
                    TOOL_HISTORY_SCHEMA,
                    TOOL_HISTORY_TABLE,
                    TOOL_HISTORY_SYNC,
                    OUT_OF_ORDER,
                    NEWER_SCHEMA,
                    POOLER,
                    EMPTY_SOURCE,
                    APPLICATION_SECRET,
                    APPLICATION_ENV,
                    APPLICATION_CONTAINERS,
                    APPLICATION_SHARED_SECRET,
                    MIGRATOR_IMAGE,
                    MIGRATOR_PULL_POLICY,
                    MIGRATOR_PULL_SECRETS,
                    MIGRATOR_RESOURCES,
                    MIGRATOR_SECURITY_CONTEXT,
                    POD_LABELS);

    public static final Field<List<String>> ANNOTATION_OVERRIDES =
            Field.of(
                            "annotationOverrides",
                            Types.words(
                                    SETTINGS.stream()
                                            .flatMap(field -> field.annotation().stream())
                                            .toList()),
                            "the annotations that Pods may set")
                    .orElse(List.of("source", "format", "mode", "target", "timeout"));

    /// All of them, in the order in which documentation lists them.
    public static final List<Field<?>> ALL =
            Stream.concat(SETTINGS.stream(), Stream.of(ANNOTATION_OVERRIDES)).toList();

    private static final Map<String, Field<?>> BY_ANNOTATION =
            annotated()
                    .collect(
                            Collectors.toMap(
                                    f -> f.annotation().orElseThrow(), Function.identity()));

    private Fields() {}

    /// Those that have an annotation.
    public static Stream<Field<?>> annotated() {
        return ALL.stream().filter(field -> field.annotation().isPresent());
    }

    /// The field that an annotation, without its prefix, sets.
    public static Optional<Field<?>> byAnnotation(String name) {
        return Optional.ofNullable(BY_ANNOTATION.get(name));
    }
}
