package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.grammar.Grammars;
import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Rule;
import io.migrate.webhook.schema.Schema;

import java.util.List;
import java.util.Optional;

/// The two notations of a {@link Source}: a string in an annotation, a union in a policy.
final class Sources {
    private static final Type<CopyMethod> COPY_METHOD = Types.choice(CopyMethod.class);

    private static final Property COPY =
            Property.optional(
                    "copyMethod",
                    COPY_METHOD.schema(),
                    "How the migrations get out of the image: with the image's own cp (Image), with"
                            + " an injected cp for images that have none (Injected), or by mounting"
                            + " the image as a volume, which the ClusterMigrationPolicy must allow"
                            + " (ImageVolume). Built-in default: Image.");

    private static final Schema UNION =
            Schema.ObjectSchema.of(
                            Property.required(
                                    "type",
                                    new Schema.EnumSchema(
                                            List.of(
                                                    "Container",
                                                    "Image",
                                                    "ConfigMap",
                                                    "PersistentVolumeClaim",
                                                    "Migrator")),
                                    "The kind of source. Each kind except Migrator, the folder in"
                                            + " the migrator image, has a field with its details."),
                            Property.optional(
                                    "container",
                                    Schema.ObjectSchema.of(
                                            Property.required(
                                                    "name",
                                                    Grammars.LABEL,
                                                    "Name of a container of the Pod."),
                                            path(),
                                            COPY),
                                    "A folder in the image of one of the Pod's containers."),
                            Property.optional(
                                    "image",
                                    Schema.ObjectSchema.of(
                                            Property.required(
                                                    "reference",
                                                    Grammars.IMAGE,
                                                    "The image. Use a digest so that the"
                                                            + " migrations cannot change."),
                                            path(),
                                            COPY),
                                    "A folder in another image."),
                            Property.optional(
                                    "configMap",
                                    Schema.ObjectSchema.of(
                                            Property.required(
                                                    "name",
                                                    Grammars.SUBDOMAIN,
                                                    "Name of a ConfigMap in the Pod's"
                                                            + " namespace.")),
                                    "The files of a ConfigMap."),
                            Property.optional(
                                    "persistentVolumeClaim",
                                    Schema.ObjectSchema.of(
                                            Property.required(
                                                    "claimName",
                                                    Grammars.SUBDOMAIN,
                                                    "Name of a PersistentVolumeClaim in the Pod's"
                                                            + " namespace."),
                                            path()),
                                    "A folder on a persistent volume, mounted read-only."))
                    .with(
                            Rule.onlyWithType("Container", "container"),
                            Rule.onlyWithType("Image", "image"),
                            Rule.onlyWithType("ConfigMap", "configMap"),
                            Rule.onlyWithType("PersistentVolumeClaim", "persistentVolumeClaim"));

    private Sources() {}

    private static Property path() {
        return Property.required(
                "path", Grammars.FOLDER, "The folder that contains the migrations.");
    }

    static Type<Source> type() {
        return Type.of(
                "one of container/NAME:/path, image/REF:/path, configmap/NAME, pvc/CLAIM:/path,"
                        + " migrator",
                Sources::parse,
                UNION,
                node -> Optional.of(read(node)),
                Source::text);
    }

    private static Optional<Source> parse(String text) {
        if (text.equals("migrator")) {
            return Optional.of(new Source.Migrator());
        }
        int slash = text.indexOf('/');
        // The path begins at the last ":/", because an image reference may hold a port.
        int colon = text.lastIndexOf(":/");
        if (slash < 0) {
            return Optional.empty();
        }
        String kind = text.substring(0, slash);
        if (kind.equals("configmap")) {
            return checked(new Source.ConfigMap(text.substring(slash + 1)));
        }
        if (colon < slash) {
            return Optional.empty();
        }
        String name = text.substring(slash + 1, colon);
        String path = text.substring(colon + 1);
        return switch (kind) {
            case "container" -> checked(new Source.Container(name, path, CopyMethod.IMAGE));
            case "image" -> checked(new Source.Image(name, path, CopyMethod.IMAGE));
            case "pvc" -> checked(new Source.PersistentVolumeClaim(name, path));
            default -> Optional.empty();
        };
    }

    private static Optional<Source> checked(Source source) {
        boolean legal =
                switch (source) {
                    case Source.Container(var name, var path, _) ->
                            Grammars.LABEL.admits(name) && Grammars.FOLDER.admits(path);
                    case Source.Image(var reference, var path, _) ->
                            Grammars.IMAGE.admits(reference) && Grammars.FOLDER.admits(path);
                    case Source.ConfigMap(var name) -> Grammars.SUBDOMAIN.admits(name);
                    case Source.PersistentVolumeClaim(var claim, var path) ->
                            Grammars.SUBDOMAIN.admits(claim) && Grammars.FOLDER.admits(path);
                    case Source.Migrator() -> true;
                };
        return legal ? Optional.of(source) : Optional.empty();
    }

    private static Source read(JsonNode node) {
        return switch (node.path("type").asText()) {
            case "Container" -> {
                JsonNode container = node.path("container");
                yield new Source.Container(
                        text(container, "name"), text(container, "path"), copyMethod(container));
            }
            case "Image" -> {
                JsonNode image = node.path("image");
                yield new Source.Image(
                        text(image, "reference"), text(image, "path"), copyMethod(image));
            }
            case "ConfigMap" -> new Source.ConfigMap(text(node.path("configMap"), "name"));
            case "PersistentVolumeClaim" -> {
                JsonNode claim = node.path("persistentVolumeClaim");
                yield new Source.PersistentVolumeClaim(
                        text(claim, "claimName"), text(claim, "path"));
            }
            default -> new Source.Migrator();
        };
    }

    private static CopyMethod copyMethod(JsonNode node) {
        return COPY_METHOD.read().apply(node.path("copyMethod")).orElse(CopyMethod.IMAGE);
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asText();
    }
}
