package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Schema;

import java.util.Optional;
import java.util.function.Function;

/// The types of the fields below `database`.
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
                                "The path of the file in the migrator container. The volume is"
                                        + " mounted at the file's folder."),
                        Property.required(
                                "volumeName",
                                Grammars.LABEL,
                                "The volume of the Pod that contains the file, from an agent or"
                                        + " a CSI driver.")),
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
                        Property.required(
                                "host",
                                Grammars.HOST,
                                "The host name or IP address of the server."),
                        Property.optional(
                                "port",
                                new Schema.IntegerSchema(1, 65535),
                                "The port of the server. Built-in default: " + POSTGRESQL + "."),
                        Property.required(
                                "database", Grammars.DATABASE, "The name of the database."),
                        Property.required(
                                "usernameSecretKeyRef",
                                KEY_REF.schema(),
                                "The Secret and key that hold the name of the migration role."),
                        Property.required(
                                "passwordSecretKeyRef",
                                KEY_REF.schema(),
                                "The Secret and key that hold the password of the migration"
                                        + " role.")),
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
