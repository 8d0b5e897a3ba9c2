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
    record Connection(String host, int port, String database, KeyRef username, KeyRef password)
            implements Login {}

    /// Returns where the credentials are, for messages.
    default String text() {
        return switch (this) {
            case Url(var secret) -> secret.toString();
            case UrlFile(var path, var volume) -> path + " of volume " + volume;
            case Connection(var host, var port, var database, _, var password) ->
                    "%s:%d/%s with Secret %s".formatted(host, port, database, password.name());
        };
    }
}
