package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Schema;

import java.util.Optional;
import java.util.function.Function;

/// How the fields below `database` are written.
final class Logins {
    private static final Type<KeyRef> KEY_REF = Types.keyRef();
    private static final int POSTGRESQL = 5432;

    private Logins() {}

    static Type<Login> url() {
        return Type.of(
                KEY_REF.legal(),
                text -> KEY_REF.parse().apply(text).map(Login.Url::new),
                KEY_REF.schema(),
                node -> KEY_REF.read().apply(node).map(Login.Url::new),
                Login::text);
    }

    static Type<Login> urlFile() {
        return Type.inPolicy(
                Schema.ObjectSchema.of(
                        Property.required(
                                "path",
                                Grammars.FILE,
                                "The file, as the migrator sees it. Its folder is where the volume"
                                        + " is mounted."),
                        Property.required(
                                "volumeName",
                                Grammars.LABEL,
                                "The Pod's volume that brings the file; an agent's or a CSI"
                                        + " driver's.")),
                node ->
                        Optional.of(
                                new Login.UrlFile(
                                        node.path("path").asText(),
                                        node.path("volumeName").asText())),
                Login::text);
    }

    static Type<Login> connection() {
        return Type.inPolicy(
                Schema.ObjectSchema.of(
                        Property.required("host", Grammars.HOST, "Where the server listens."),
                        Property.optional(
                                "port",
                                new Schema.IntegerSchema(1, 65535),
                                "The port that it listens on. Built-in: " + POSTGRESQL + "."),
                        Property.required("database", Grammars.DATABASE, "The database's name."),
                        Property.required(
                                "usernameSecretKeyRef",
                                KEY_REF.schema(),
                                "Where the migration role's name stands."),
                        Property.required(
                                "passwordSecretKeyRef",
                                KEY_REF.schema(),
                                "Where the migration role's password stands.")),
                Logins::readConnection,
                Login::text);
    }

    private static Optional<Login> readConnection(JsonNode node) {
        return KEY_REF.read()
                .apply(node.path("usernameSecretKeyRef"))
                .flatMap(user ->
                        KEY_REF.read()
                                .apply(node.path("passwordSecretKeyRef"))
                                .map(password ->
                                        new Login.Connection(
                                                node.path("host").asText(),
                                                node.path("port").asInt(POSTGRESQL),
                                                node.path("database").asText(),
                                                user,
                                                password)));
    }

    static Type<Authority> caConfigMap() {
        return authority("ConfigMap", Authority.ConfigMap::new);
    }

    static Type<Authority> caSecret() {
        return authority("Secret", Authority.Secret::new);
    }

    private static Type<Authority> authority(String kind, Function<KeyRef, Authority> authority) {
        return Type.inPolicy(
                Types.keyRefSchema(kind),
                node -> KEY_REF.read().apply(node).map(authority),
                each -> each.key().toString());
    }
}
