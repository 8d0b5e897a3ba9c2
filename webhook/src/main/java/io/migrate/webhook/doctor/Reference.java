package io.migrate.webhook.doctor;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.ApplicationFields;
import io.migrate.webhook.settings.Authority;
import io.migrate.webhook.settings.DatabaseFields;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.KeyRef;
import io.migrate.webhook.settings.Login;
import io.migrate.webhook.settings.MigratorFields;
import io.migrate.webhook.settings.Source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A reference of a policy to an object in its namespace. Pods cannot start without that object.
///
/// @param field the policy's field
/// @param key the key that the object must have; empty if it only has to exist
record Reference(String field, Kind kind, String name, Optional<String> key) {
    /// The kind of the object.
    enum Kind {
        SECRET("Secret"),
        CONFIG_MAP("ConfigMap"),
        VOLUME_CLAIM("PersistentVolumeClaim");

        private final String noun;

        Kind(String noun) {
            this.noun = noun;
        }

        String noun() {
            return noun;
        }
    }

    /// All references of a policy.
    static List<Reference> of(EffectivePolicy policy) {
        var all = new ArrayList<Reference>();
        policy.strongest(DatabaseFields.LOGINS).ifPresent(login -> all.addAll(of(login)));
        policy.strongest(DatabaseFields.AUTHORITIES).ifPresent(authority -> all.add(of(authority)));
        policy.find(ApplicationFields.URL_SECRET)
                .ifPresent(key -> all.add(secret(path(ApplicationFields.URL_SECRET), key)));
        policy.find(MigratorFields.IMAGE_PULL_SECRETS).orElse(List.of()).stream()
                .map(Reference::pullSecret)
                .forEach(all::add);
        policy.find(Fields.SOURCE).flatMap(Reference::of).ifPresent(all::add);
        policy.find(MigratorFields.ENV).orElse(List.of()).stream()
                .flatMap(each -> variable(each.path("valueFrom")))
                .forEach(all::add);
        policy.find(MigratorFields.ENV_FROM).orElse(List.of()).stream()
                .flatMap(Reference::variables)
                .forEach(all::add);
        return all;
    }

    private static Stream<Reference> variable(JsonNode from) {
        return objects(
                path(MigratorFields.ENV), from.path("secretKeyRef"), from.path("configMapKeyRef"));
    }

    private static Stream<Reference> variables(JsonNode source) {
        return objects(
                path(MigratorFields.ENV_FROM),
                source.path("secretRef"),
                source.path("configMapRef"));
    }

    /// Without those that are optional.
    private static Stream<Reference> objects(String field, JsonNode secret, JsonNode configMap) {
        return Stream.of(
                        object(field, Kind.SECRET, secret),
                        object(field, Kind.CONFIG_MAP, configMap))
                .flatMap(Optional::stream);
    }

    private static Optional<Reference> object(String field, Kind kind, JsonNode ref) {
        return ref.isObject() && !ref.path("optional").asBoolean()
                ? Optional.of(
                        new Reference(
                                field,
                                kind,
                                ref.path("name").asText(),
                                Optional.ofNullable(ref.path("key").textValue())))
                : Optional.empty();
    }

    private static List<Reference> of(Login login) {
        return switch (login) {
            case Login.Url(var secret) -> List.of(secret(path(DatabaseFields.URL_SECRET), secret));
            case Login.Connection(var host, var port, var database, var user, var password) -> {
                String field = path(DatabaseFields.CONNECTION);
                var all = new ArrayList<Reference>();
                part(field + ".host", host).ifPresent(all::add);
                part(field + ".port", port).ifPresent(all::add);
                part(field + ".database", database).ifPresent(all::add);
                part(field + ".username", user).ifPresent(all::add);
                all.add(secret(field + ".passwordSecretKeyRef", password));
                yield all;
            }
            case Login.UrlFile _ -> List.of(); // a volume of the Pod itself provides the URL
        };
    }

    private static Optional<Reference> part(String field, Login.Part part) {
        return switch (part) {
            case Login.Part.Value _ -> Optional.empty();
            case Login.Part.ConfigMap(var key) ->
                    Optional.of(configMap(field + "ConfigMapKeyRef", key));
            case Login.Part.Secret(var key) -> Optional.of(secret(field + "SecretKeyRef", key));
        };
    }

    private static Reference of(Authority authority) {
        return switch (authority) {
            case Authority.Secret(var key) -> secret(path(DatabaseFields.CA_SECRET), key);
            case Authority.ConfigMap(var key) -> configMap(path(DatabaseFields.CA_CONFIG_MAP), key);
        };
    }

    private static Reference pullSecret(String name) {
        return new Reference(
                path(MigratorFields.IMAGE_PULL_SECRETS), Kind.SECRET, name, Optional.empty());
    }

    private static Optional<Reference> of(Source source) {
        String field = path(Fields.SOURCE);
        return switch (source) {
            case Source.ConfigMap(var name) ->
                    Optional.of(new Reference(field, Kind.CONFIG_MAP, name, Optional.empty()));
            case Source.PersistentVolumeClaim(var claim, _) ->
                    Optional.of(new Reference(field, Kind.VOLUME_CLAIM, claim, Optional.empty()));
            case Source.Container _, Source.Image _, Source.Migrator _ -> Optional.empty();
        };
    }

    private static Reference secret(String field, KeyRef key) {
        return new Reference(field, Kind.SECRET, key.name(), Optional.of(key.key()));
    }

    private static Reference configMap(String field, KeyRef key) {
        return new Reference(field, Kind.CONFIG_MAP, key.name(), Optional.of(key.key()));
    }

    private static String path(Field<?> field) {
        return field.path().orElse(field.name());
    }
}
