package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.OtherInitContainers;
import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.settings.ApplicationFields;
import io.migrate.webhook.settings.KeyRef;
import io.migrate.webhook.settings.Login;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Finds out who else can read what only the migrator needs to log in: containers with the same
/// Secret, and processes that see the migrator's.
///
/// @param login of the migrator
/// @param uid that the migrator runs as; empty if the platform chooses it
record SecretReaders(PodView pod, Placement placement, Login login, OptionalLong uid) {
    /// Warns about all of them, or refuses the Pod.
    void report(ApplicationFields.SharedSecret sharedSecret, Diagnostics diagnostics) {
        var sentences = new ArrayList<String>();
        for (JsonNode each : pod.containers()) {
            if (hasSecret(each)) {
                sentences.add(
                        "container %s can read the migrator's Secret (%s); use a separate role for migrations"
                                .formatted(PodView.name(each), login.text()));
            }
        }
        if (isSet("hostPID")) {
            sentences.add(
                    "hostPID: processes on the Node that run as the same user can read the"
                            + " migrator's environment in /proc; remove hostPID");
        } else if (isSet("shareProcessNamespace")) {
            besideTheMigrator()
                    .filter(this::seesProcesses)
                    .map(each ->
                            "shareProcessNamespace: container %s can read the migrator's environment in /proc; remove it, or run the container as another user"
                                    .formatted(PodView.name(each)))
                    .forEach(sentences::add);
        }
        switch (sharedSecret) {
            case WARN -> diagnostics.warnings(sentences);
            case REFUSE ->
                    sentences.forEach(each ->
                            diagnostics.problem(ApplicationFields.SHARED_SECRET.name(), each));
        }
    }

    private boolean isSet(String field) {
        return pod.spec().path(field).asBoolean();
    }

    /// The native sidecars that run while the migrator does: those before it.
    private Stream<JsonNode> besideTheMigrator() {
        List<JsonNode> all = PodView.elements(pod.spec().path("initContainers"));
        long present =
                all.reversed().stream()
                        .dropWhile(each -> !pod.isInjected(each))
                        .filter(each -> !pod.isInjected(each))
                        .count();
        return pod.initContainers().stream()
                .limit(Math.max(present, placement.index()))
                .filter(OtherInitContainers::isSidecar);
    }

    /// Whether a container runs as the migrator's user, as root, or as one that only its image
    /// knows. Linux shows them the environment of the migrator.
    private boolean seesProcesses(JsonNode container) {
        JsonNode own = container.path("securityContext").path("runAsUser");
        JsonNode user = own.isNumber() ? own : pod.spec().path("securityContext").path("runAsUser");
        boolean other = user.asLong() > 0 && uid.isPresent() && user.asLong() != uid.getAsLong();
        return !other && !providesUrl(container);
    }

    private boolean providesUrl(JsonNode container) {
        return login instanceof Login.UrlFile(_, var volume)
                && PodView.indexOf(container.path("volumeMounts"), volume) >= 0;
    }

    private boolean hasSecret(JsonNode container) {
        return switch (login) {
            case Login.Url(var secret) -> has(container, secret);
            case Login.UrlFile _ -> false;
            case Login.Connection(_, _, _, _, var password) -> has(container, password);
        };
    }

    private boolean has(JsonNode container, KeyRef secret) {
        for (JsonNode each : container.path("env")) {
            JsonNode reference = each.path("valueFrom").path("secretKeyRef");
            if (PodView.name(reference).equals(secret.name())
                    && reference.path("key").asText().equals(secret.key())) {
                return true;
            }
        }
        return pod.hasWholeSecret(container, secret.name());
    }
}
