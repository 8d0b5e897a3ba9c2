package io.migrate.webhook.settings;

/// How the migrator logs in to the database.
public sealed interface Login {
    /// The key of a Secret holds the whole URL.
    record Url(KeyRef secret) implements Login {}

    /// A file holds the URL, provided by the agent of a secret store or by a CSI driver.
    ///
    /// @param volumeName the Pod's volume, mounted at the file's folder
    record UrlFile(String path, String volumeName) implements Login {}

    /// The parts of the URL, as database operators publish them.
    record Connection(Part host, Part port, Part database, Part username, KeyRef password)
            implements Login {}

    /// A part of the URL: its value, or where kubelet finds it.
    sealed interface Part {
        /// The policy contains the value.
        record Value(String text) implements Part {}

        /// The key of a ConfigMap holds the value.
        record ConfigMap(KeyRef key) implements Part {}

        /// The key of a Secret holds the value.
        record Secret(KeyRef key) implements Part {}

        /// Returns the value, or the key in parentheses, for messages.
        default String text() {
            return switch (this) {
                case Value(var text) -> text;
                case ConfigMap(var key) -> "(" + key + ")";
                case Secret(var key) -> "(" + key + ")";
            };
        }
    }

    /// Returns where the credentials are, for messages.
    default String text() {
        return switch (this) {
            case Url(var secret) -> secret.toString();
            case UrlFile(var path, var volume) -> path + " of volume " + volume;
            case Connection(var host, var port, var database, _, var password) ->
                    "%s:%s/%s with Secret %s"
                            .formatted(host.text(), port.text(), database.text(), password.name());
        };
    }
}
