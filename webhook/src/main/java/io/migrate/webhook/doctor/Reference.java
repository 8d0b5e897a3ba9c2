package io.migrate.webhook.doctor;

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

/// An object in the namespace of a policy that its Pods cannot start without.
///
/// @param field the policy's field that names it
/// @param key what has to be in it; empty if only the object counts
record Reference(String field, Kind kind, String name, Optional<String> key) {
    /// What it can be.
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

    /// All that a policy names.
    static List<Reference> of(EffectivePolicy policy) {
        var all = new ArrayList<Reference>();
        policy.strongest(DatabaseFields.LOGINS)
                .ifPresent(login -> {
                    switch (login) {
                        case Login.Url(var secret) ->
                                all.add(secret(path(DatabaseFields.URL_SECRET), secret));
                        case Login.Connection(_, _, _, var user, var password) -> {
                            String field = path(DatabaseFields.CONNECTION);
                            all.add(secret(field + ".usernameSecretKeyRef", user));
                            all.add(secret(field + ".passwordSecretKeyRef", password));
                        }
                        case Login.UrlFile _ -> {} // the Pod's own volume brings it
                    }
                });
        policy.strongest(DatabaseFields.AUTHORITIES)
                .ifPresent(authority -> {
                    switch (authority) {
                        case Authority.Secret(var key) ->
                                all.add(secret(path(DatabaseFields.CA_SECRET), key));
                        case Authority.ConfigMap(var key) ->
                                all.add(
                                        new Reference(
                                                path(DatabaseFields.CA_CONFIG_MAP),
                                                Kind.CONFIG_MAP,
                                                key.name(),
                                                Optional.of(key.key())));
                    }
                });
        policy.find(ApplicationFields.URL_SECRET)
                .ifPresent(key -> all.add(secret(path(ApplicationFields.URL_SECRET), key)));
        policy.find(MigratorFields.IMAGE_PULL_SECRETS)
                .ifPresent(names ->
                        names.forEach(name ->
                                all.add(
                                        new Reference(
                                                path(MigratorFields.IMAGE_PULL_SECRETS),
                                                Kind.SECRET,
                                                name,
                                                Optional.empty()))));
        policy.find(Fields.SOURCE).flatMap(Reference::of).ifPresent(all::add);
        return all;
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

    private static String path(Field<?> field) {
        return field.path().orElse(field.name());
    }
}
