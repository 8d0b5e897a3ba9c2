package io.migrate.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Optional;

/// How the fields below `database` are written.
final class Logins {
    private static final Type<KeyRef> KEY_REF = Types.keyRef();

    private Logins() {}

    static Type<Login> url() {
        return Type.<Login>of(
                        KEY_REF.legal(),
                        text -> KEY_REF.parse().apply(text).map(Login.Url::new),
                        node -> KEY_REF.read().apply(node).map(Login.Url::new),
                        Login::text)
                .inPolicy(KEY_REF.legalInPolicy());
    }

    static Type<Login> urlFile() {
        return Type.of(
                "an object with path, absolute, and volumeName",
                _ -> Optional.empty(),
                node -> {
                    String path = node.path("path").asText();
                    String volume = node.path("volumeName").asText();
                    return Types.onlyHas(node, "path", "volumeName")
                                    && isFile(path)
                                    && Types.isLabel(volume)
                            ? Optional.of(new Login.UrlFile(path, volume))
                            : Optional.empty();
                },
                Login::text);
    }

    private static boolean isFile(String path) {
        return path.matches("/[^/\\p{Cntrl}]+(/[^/\\p{Cntrl}]+)+")
                && !(path + "/").contains("/../");
    }

    static Type<Login> connection() {
        return Type.of(
                "an object with host, port, database, usernameSecretKeyRef and"
                        + " passwordSecretKeyRef",
                _ -> Optional.empty(),
                Logins::readConnection,
                Login::text);
    }

    private static Optional<Login> readConnection(JsonNode node) {
        String host = node.path("host").asText();
        int port = node.path("port").asInt(5432);
        String database = node.path("database").asText();
        boolean legal =
                Types.onlyHas(
                                node,
                                "host",
                                "port",
                                "database",
                                "usernameSecretKeyRef",
                                "passwordSecretKeyRef")
                        && host.matches("[-._:a-zA-Z0-9]{1,253}")
                        && port > 0
                        && port < 65536
                        && !database.isEmpty();
        return legal
                ? KEY_REF.read()
                        .apply(node.path("usernameSecretKeyRef"))
                        .flatMap(user ->
                                KEY_REF.read()
                                        .apply(node.path("passwordSecretKeyRef"))
                                        .map(password ->
                                                new Login.Connection(
                                                        host, port, database, user, password)))
                : Optional.empty();
    }

    static Type<Authority> caConfigMap() {
        return Type.of(
                "an object with name and key",
                _ -> Optional.empty(),
                node -> KEY_REF.read().apply(node).map(Authority.ConfigMap::new),
                authority -> authority.key().toString());
    }

    static Type<Authority> caSecret() {
        return Type.of(
                "an object with name and key",
                _ -> Optional.empty(),
                node -> KEY_REF.read().apply(node).map(Authority.Secret::new),
                authority -> authority.key().toString());
    }
}
