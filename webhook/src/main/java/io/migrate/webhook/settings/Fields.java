package io.migrate.webhook.settings;

import io.migrate.webhook.grammar.Grammars;
import io.migrate.webhook.schema.Schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The registry of all settings. Parsers, errors, the custom resources, the table of annotations
/// and the migrator's environment are derived from it.
///
/// The fields that a policy groups are in the class of their group; all of them are in one list.
public final class Fields {
    /// The prefix of all annotations and labels of migrate.io.
    public static final String PREFIX = "migrate.io/";

    /// The field `source`.
    public static final Field<Source> SOURCE =
            Field.of("source", Sources.type(), "where the migration files are").annotated("source");

    /// The field `source.container.copyMethod`.
    public static final Field<CopyMethod> CONTAINER_COPY_METHOD = copyMethod("container");

    /// The field `source.image.copyMethod`.
    public static final Field<CopyMethod> IMAGE_COPY_METHOD = copyMethod("image");

    static final Field<Format> FORMAT =
            Field.of(
                            "format",
                            Types.choice(Format.class),
                            "the tool that the migrations are written for")
                    .orElse(Format.AUTO)
                    .annotated("format")
                    .env("MIGRATE_FORMAT");

    static final Field<List<String>> LOCATIONS =
            Field.of(
                            "locations",
                            Types.list(
                                    Grammars.LOCATION,
                                    1,
                                    32,
                                    new Schema.ListType.Atomic(),
                                    "a list of distinct paths below the source's folder"),
                            "the folders in the source that Flyway reads, its locations; only for"
                                    + " Flyway")
                    .annotated("locations")
                    .env("MIGRATE_LOCATIONS");

    /// The field `position`.
    public static final Field<Position> POSITION =
            Field.of(
                            "position",
                            Types.position(),
                            "the init container before or after which the migration runs")
                    .annotated("position");

    /// The field `imageVolumes`. Only a ClusterMigrationPolicy sets it, so it is not in {@link
    /// #ALL}.
    public static final Field<ImageVolumes> IMAGE_VOLUMES =
            Field.of(
                    "imageVolumes",
                    Types.choice(ImageVolumes.class),
                    "whether images may be mounted as volumes");

    /// The field `podLabels`.
    public static final Field<Map<String, String>> POD_LABELS =
            Field.of(
                            "podLabels",
                            Labels.type(),
                            "labels for the Pod, such as one that a NetworkPolicy requires for"
                                    + " access to the database")
                    .orElse(Map.of());

    private static final List<Field<?>> SETTINGS =
            List.of(
                    SOURCE,
                    CONTAINER_COPY_METHOD,
                    IMAGE_COPY_METHOD,
                    FORMAT,
                    LOCATIONS,
                    RunFields.MODE,
                    DatabaseFields.URL_SECRET,
                    DatabaseFields.URL_FILE,
                    DatabaseFields.CONNECTION,
                    DatabaseFields.CA_CONFIG_MAP,
                    DatabaseFields.CA_SECRET,
                    RunFields.TARGET,
                    RunFields.PLACEHOLDERS,
                    RunFields.SEARCH_PATH,
                    HistoryFields.SCHEMA,
                    HistoryFields.TABLE,
                    DatabaseFields.ROLE,
                    RunFields.TIMEOUT,
                    RunFields.CONNECT_TIMEOUT,
                    RunFields.LOCK_TIMEOUT,
                    RunFields.STATEMENT_TIMEOUT,
                    POSITION,
                    HistoryFields.TOOL_SCHEMA,
                    HistoryFields.TOOL_TABLE,
                    HistoryFields.TOOL_SYNC,
                    RunFields.OUT_OF_ORDER,
                    RunFields.IGNORE_MIGRATION_PATTERNS,
                    RunFields.CHANGED_MIGRATIONS,
                    RunFields.NEWER_SCHEMA,
                    RunFields.MIXED,
                    RunFields.POOLER,
                    RunFields.EMPTY_SOURCE,
                    ApplicationFields.URL_SECRET,
                    ApplicationFields.ENV_NAME,
                    ApplicationFields.CONTAINER_NAMES,
                    ApplicationFields.SHARED_SECRET,
                    MigratorFields.IMAGE,
                    MigratorFields.IMAGE_PULL_POLICY,
                    MigratorFields.IMAGE_PULL_SECRETS,
                    MigratorFields.RESOURCES,
                    MigratorFields.SECURITY_CONTEXT,
                    MigratorFields.ENV,
                    MigratorFields.ENV_FROM,
                    POD_LABELS);

    /// The field `annotationOverrides`.
    public static final Field<List<String>> ANNOTATION_OVERRIDES =
            Field.of(
                            "annotationOverrides",
                            Types.words(
                                    SETTINGS.stream()
                                            .flatMap(field -> field.annotation().stream())
                                            .toList()),
                            "the annotations that Pods may set")
                    .orElse(List.of("source", "format", "mode", "target", "timeout"));

    /// All of them, in the order in which the documentation lists them.
    public static final List<Field<?>> ALL =
            Stream.concat(SETTINGS.stream(), Stream.of(ANNOTATION_OVERRIDES)).toList();

    /// Those that an annotation sets.
    public static final List<Field<?>> ANNOTATED =
            ALL.stream().filter(field -> field.annotation().isPresent()).toList();

    /// Those that are passed to the migrator as variables.
    public static final List<Field<?>> IN_ENVIRONMENT =
            ALL.stream().filter(field -> field.env().isPresent()).toList();

    private static final Map<String, Field<?>> BY_ANNOTATION =
            annotated()
                    .collect(
                            Collectors.toMap(
                                    f -> f.annotation().orElseThrow(), Function.identity()));

    private Fields() {}

    /// A part of the source, which is after it in the list: the schema is the source's.
    private static Field<CopyMethod> copyMethod(String type) {
        return Field.of(
                        "source." + type + ".copyMethod",
                        Sources.COPY_METHOD,
                        "how the migrations get out of the image")
                .orElse(CopyMethod.IMAGE);
    }

    /// Returns the fields that have an annotation.
    public static Stream<Field<?>> annotated() {
        return ANNOTATED.stream();
    }

    /// Returns the field that an annotation sets.
    ///
    /// @param name of the annotation, without the prefix
    public static Optional<Field<?>> byAnnotation(String name) {
        return Optional.ofNullable(BY_ANNOTATION.get(name));
    }
}
