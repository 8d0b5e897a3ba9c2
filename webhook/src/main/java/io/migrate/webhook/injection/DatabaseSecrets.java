package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.ApplicationFields;
import io.migrate.webhook.settings.DatabaseFields;
import io.migrate.webhook.settings.KeyRef;
import io.migrate.webhook.settings.Login;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where the application and the migrator find what they log in to the database with.
final class DatabaseSecrets {
    private DatabaseSecrets() {}

    /// Returns the names of the Secrets.
    static Set<String> of(PodView pod, List<EffectivePolicy> policies) {
        return policies.stream()
                .flatMap(policy ->
                        Stream.of(
                                        policy.strongest(DatabaseFields.LOGINS).stream()
                                                .flatMap(DatabaseSecrets::of),
                                        policy.find(ApplicationFields.URL_SECRET).stream()
                                                .map(KeyRef::name),
                                        ofApplication(pod, policy.get(ApplicationFields.ENV_NAME)))
                                .flatMap(each -> each))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Returns the names of the volumes with files that hold the URL.
    static Set<String> volumes(List<EffectivePolicy> policies) {
        return policies.stream()
                .flatMap(policy -> policy.strongest(DatabaseFields.LOGINS).stream())
                .filter(Login.UrlFile.class::isInstance)
                .map(login -> ((Login.UrlFile) login).volumeName())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> of(Login login) {
        return switch (login) {
            case Login.Url(var secret) -> Stream.of(secret.name());
            // Containers with the same volume provide the file.
            case Login.UrlFile _ -> Stream.empty();
            case Login.Connection connection -> Stream.of(connection.password().name());
        };
    }

    /// The Secrets of the variable with the database's URL, and of those that libpq reads.
    private static Stream<String> ofApplication(PodView pod, String variable) {
        return pod.containers().stream()
                .flatMap(each -> PodView.elements(each.path("env")).stream())
                .filter(each ->
                        PodView.name(each).equals(variable) || PodView.name(each).startsWith("PG"))
                .map(each -> PodView.name(secretOf(each)))
                .filter(name -> !name.isEmpty());
    }

    private static JsonNode secretOf(JsonNode variable) {
        return variable.path("valueFrom").path("secretKeyRef");
    }
}
