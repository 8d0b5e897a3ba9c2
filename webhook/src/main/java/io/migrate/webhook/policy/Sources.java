package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Both ways to write a {@link Source}: the annotation's string, the policy's union.
final class Sources {
    private static final Type<CopyMethod> COPY_METHOD = Types.choice(CopyMethod.class);

    private Sources() {}

    static Type<Source> type() {
        return Type.of(
                        "one of container/NAME:/path, image/REF:/path, configmap/NAME,"
                                + " pvc/CLAIM:/path, migrator",
                        Sources::parse,
                        Sources::read,
                        Source::text)
                .inPolicy(
                        "one of Container, Image, ConfigMap, PersistentVolumeClaim, Migrator with"
                                + " its own object beside it");
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

    private static Optional<Source> read(JsonNode node) {
        return switch (node.path("type").asText()) {
            case "Container" ->
                    member(node, "container", "name", "path", "copyMethod")
                            .flatMap(each ->
                                    copied(
                                            each,
                                            copy ->
                                                    new Source.Container(
                                                            text(each, "name"),
                                                            text(each, "path"),
                                                            copy)));
            case "Image" ->
                    member(node, "image", "reference", "path", "copyMethod")
                            .flatMap(each ->
                                    copied(
                                            each,
                                            copy ->
                                                    new Source.Image(
                                                            text(each, "reference"),
                                                            text(each, "path"),
                                                            copy)));
            case "ConfigMap" ->
                    member(node, "configMap", "name")
                            .flatMap(each -> checked(new Source.ConfigMap(text(each, "name"))));
            case "PersistentVolumeClaim" ->
                    member(node, "persistentVolumeClaim", "claimName", "path")
                            .flatMap(each ->
                                    checked(
                                            new Source.PersistentVolumeClaim(
                                                    text(each, "claimName"), text(each, "path"))));
            case "Migrator" ->
                    Types.onlyHas(node, "type")
                            ? Optional.of(new Source.Migrator())
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Source> copied(JsonNode member, Function<CopyMethod, Source> source) {
        JsonNode method = member.path("copyMethod");
        return (method.isMissingNode()
                        ? Optional.of(CopyMethod.IMAGE)
                        : COPY_METHOD.read().apply(method))
                .flatMap(copy -> checked(source.apply(copy)));
    }

    private static Optional<JsonNode> member(JsonNode union, String name, String... keys) {
        JsonNode member = union.path(name);
        return Types.onlyHas(union, "type", name) && Types.onlyHas(member, keys)
                ? Optional.of(member)
                : Optional.empty();
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asText();
    }

    private static Optional<Source> checked(Source source) {
        boolean legal =
                switch (source) {
                    case Source.Container(var name, var path, _) ->
                            Types.isLabel(name) && isFolder(path);
                    case Source.Image(var reference, var path, _) ->
                            Types.isImage(reference) && isFolder(path);
                    case Source.ConfigMap(var name) -> Types.isName(name);
                    case Source.PersistentVolumeClaim(var claim, var path) ->
                            Types.isName(claim) && isFolder(path);
                    case Source.Migrator() -> true;
                };
        return legal ? Optional.of(source) : Optional.empty();
    }

    /// Absolute, not the root itself, and without `..` and empty parts: kubelet refuses them in a
    /// subPath.
    private static boolean isFolder(String path) {
        return path.startsWith("/")
                && path.length() > 1
                && path.length() <= 4096
                && path.chars().noneMatch(c -> c < ' ' || c == 127)
                && List.of(path.substring(1).split("/")).stream()
                        .noneMatch(part -> part.isEmpty() || part.equals(".."));
    }
}
