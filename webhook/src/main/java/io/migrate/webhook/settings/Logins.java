package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.grammar.Grammars;
import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Rule;
import io.migrate.webhook.schema.Schema;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The types of the fields below `database`.
final class Logins {
    private static final Type<KeyRef> KEY_REF = Types.keyRef();
    private static final String POSTGRESQL = "5432";

    private static final String HOST = "host";
    private static final String PORT = "port";
    private static final String DATABASE = "database";
    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";
    private static final String CONFIG_MAP = "ConfigMapKeyRef";
    private static final String SECRET = "SecretKeyRef";

    private static final List<Property> PARTS =
            List.of(
                    Property.optional(
                            HOST, Grammars.HOST, "The host name or IP address of the server."),
                    fromConfigMap(HOST, "the host name or IP address of the server"),
                    fromSecret(HOST, "the host name or IP address of the server"),
                    Property.optional(
                            PORT,
                            new Schema.IntegerSchema(1, 65535),
                            "The port of the server. Built-in default: " + POSTGRESQL + "."),
                    fromConfigMap(PORT, "the port of the server"),
                    fromSecret(PORT, "the port of the server"),
                    Property.optional(DATABASE, Grammars.DATABASE, "The name of the database."),
                    fromConfigMap(DATABASE, "the name of the database"),
                    fromSecret(DATABASE, "the name of the database"),
                    Property.optional(
                            USERNAME, Grammars.SQL_NAME, "The name of the migration role."),
                    fromSecret(USERNAME, "the name of the migration role"),
                    Property.required(
                            PASSWORD + SECRET,
                            KEY_REF.schema(),
                            "The Secret and key that hold the password of the migration role."));

    private static final List<Rule> PART_RULES =
            List.of(
                    Rule.exactlyOneOf(List.of(HOST, HOST + CONFIG_MAP, HOST + SECRET)),
                    Rule.atMostOneOf(List.of(PORT, PORT + CONFIG_MAP, PORT + SECRET)),
                    Rule.exactlyOneOf(List.of(DATABASE, DATABASE + CONFIG_MAP, DATABASE + SECRET)),
                    Rule.exactlyOneOf(List.of(USERNAME, USERNAME + SECRET)));

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
                new Schema.ObjectSchema(PARTS, PART_RULES), Logins::readConnection, Login::text);
    }

    private static Property fromConfigMap(String part, String what) {
        return Property.optional(
                part + CONFIG_MAP,
                Types.keyRefSchema("ConfigMap"),
                "The ConfigMap and key that hold %s.".formatted(what));
    }

    private static Property fromSecret(String part, String what) {
        return Property.optional(
                part + SECRET,
                KEY_REF.schema(),
                "The Secret and key that hold %s.".formatted(what));
    }

    private static Optional<Login> readConnection(JsonNode node) {
        return KEY_REF.read()
                .apply(node.path(PASSWORD + SECRET))
                .map(password ->
                        new Login.Connection(
                                part(node, HOST),
                                part(node, PORT),
                                part(node, DATABASE),
                                part(node, USERNAME),
                                password));
    }

    /// The schema has made sure that it is set in one way, or not at all, which only the port may.
    private static Login.Part part(JsonNode node, String name) {
        Optional<Login.Part> secret =
                KEY_REF.read().apply(node.path(name + SECRET)).map(Login.Part.Secret::new);
        return secret.or(() ->
                        KEY_REF.read()
                                .apply(node.path(name + CONFIG_MAP))
                                .map(Login.Part.ConfigMap::new))
                .orElseGet(() -> new Login.Part.Value(node.path(name).asText(POSTGRESQL)));
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
