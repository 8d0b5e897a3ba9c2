package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.ApplicationFields;
import io.migrate.webhook.settings.DatabaseFields;
import io.migrate.webhook.settings.KeyRef;
import io.migrate.webhook.settings.Login;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where the application and the migrator find what they log in to the database with.
final class DatabaseSecrets {
    private DatabaseSecrets() {}

    /// Returns the names of the Secrets.
    static Set<String> of(PodView pod, List<EffectivePolicy> policies) {
        var names = new HashSet<String>();
        for (EffectivePolicy policy : policies) {
            policy.strongest(DatabaseFields.LOGINS)
                    .flatMap(DatabaseSecrets::of)
                    .ifPresent(names::add);
            policy.find(ApplicationFields.URL_SECRET).map(KeyRef::name).ifPresent(names::add);
            addOfApplication(pod, policy.get(ApplicationFields.ENV_NAME), names);
        }
        return Collections.unmodifiableSet(names);
    }

    /// Returns the names of the volumes with files that hold the URL.
    static Set<String> volumes(List<EffectivePolicy> policies) {
        var names = new HashSet<String>();
        for (EffectivePolicy policy : policies) {
            if (policy.strongest(DatabaseFields.LOGINS).orElse(null)
                    instanceof Login.UrlFile(_, var volume)) {
                names.add(volume);
            }
        }
        return Collections.unmodifiableSet(names);
    }

    private static Optional<String> of(Login login) {
        return switch (login) {
            case Login.Url(var secret) -> Optional.of(secret.name());
            // Containers with the same volume provide the file.
            case Login.UrlFile _ -> Optional.empty();
            case Login.Connection connection -> Optional.of(connection.password().name());
        };
    }

    /// Adds the Secrets of the variable with the database's URL, and of those that libpq reads.
    private static void addOfApplication(PodView pod, String variable, Set<String> names) {
        for (JsonNode container : pod.containers()) {
            for (JsonNode each : container.path("env")) {
                String name = PodView.name(each);
                String secret = PodView.name(secretOf(each));
                if (!secret.isEmpty() && (name.equals(variable) || name.startsWith("PG"))) {
                    names.add(secret);
                }
            }
        }
    }

    private static JsonNode secretOf(JsonNode variable) {
        return variable.path("valueFrom").path("secretKeyRef");
    }
}
