package io.migrate.webhook.settings;

/// Where the migration files are.
public sealed interface Source {
    /// A folder in the image of one of the Pod's own containers.
    record Container(String name, String path) implements Source {}

    /// A folder in another image.
    record Image(String reference, String path) implements Source {}

    /// The files of a ConfigMap in the Pod's namespace.
    record ConfigMap(String name) implements Source {}

    /// A folder of a PersistentVolumeClaim in the Pod's namespace.
    record PersistentVolumeClaim(String claim, String path) implements Source {}

    /// The folder in the migrator image.
    record Migrator() implements Source {}

    /// Returns the value of the annotation, for example `container/api:/app/drizzle`.
    default String text() {
        return switch (this) {
            case Container(var name, var path) -> "container/" + name + ":" + path;
            case Image(var reference, var path) -> "image/" + reference + ":" + path;
            case ConfigMap(var name) -> "configmap/" + name;
            case PersistentVolumeClaim(var claim, var path) -> "pvc/" + claim + ":" + path;
            case Migrator() -> "migrator";
        };
    }
}
