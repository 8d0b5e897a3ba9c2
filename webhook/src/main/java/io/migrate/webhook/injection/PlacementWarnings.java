package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.pod.OtherInitContainers;
import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.pod.Provider;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Warns where only people know whether the migration is on the right side of a native sidecar.
///
/// @param pod with the injected init containers in their places
record PlacementWarnings(PodView pod, OtherInitContainers others) {
    Stream<String> all() {
        if (pod.initContainers().isEmpty()) {
            return Stream.empty();
        }
        List<JsonNode> all = PodView.elements(pod.spec().path("initContainers"));
        Predicate<JsonNode> other = each -> !pod.isInjected(each);
        List<JsonNode> later = all.reversed().stream().takeWhile(other).toList().reversed();
        return Stream.concat(
                all.stream()
                        .limit(all.size() - later.size())
                        .filter(other)
                        .filter(each -> Provider.of(each).isEmpty())
                        .filter(OtherInitContainers::delayOthers)
                        .flatMap(this::before),
                later.stream().flatMap(each -> after(each).stream()));
    }

    /// The sidecar waits for the migration, and the migration for the sidecar.
    private Stream<String> before(JsonNode sidecar) {
        return others.partOfApplication(sidecar).stream()
                .map(sign ->
                        "the migration waits for sidecar %1$s, which %2$s; if that waits for the migrated schema, the Pod never starts: set migrate.io/position (or position in the policy) to before/%1$s"
                                .formatted(PodView.name(sidecar), sign));
    }

    /// What uses the database's Secret may be a pooler in front of it. Others are later only behind
    /// what blocks the network.
    private Optional<String> after(JsonNode sidecar) {
        if (!leadsToDatabase(sidecar)) {
            return Optional.empty();
        }
        String name = PodView.name(sidecar);
        if (Provider.of(sidecar).isEmpty() && others.partOfApplication(sidecar).isPresent()) {
            return others.sharedSecret(sidecar)
                    .map(secret ->
                            "the migration runs before sidecar %1$s, which uses the Secret %2$s; if %1$s is the way to the database, set migrate.io/position (or position in the policy) to after/%1$s"
                                    .formatted(name, secret));
        }
        return Optional.of(
                "the migration runs before sidecar %1$s, because a mesh blocks the network first; if %1$s is the way to the database, run the mesh's proxy as a native sidecar too"
                        .formatted(name));
    }

    private boolean leadsToDatabase(JsonNode sidecar) {
        return Provider.of(sidecar)
                .map(provider ->
                        switch (provider) {
                            case DATABASE, SERVER, TUNNEL, PROXY ->
                                    OtherInitContainers.isSidecar(sidecar);
                            case MESH, SECRETS -> false;
                        })
                .orElseGet(() -> others.wayToDatabase(sidecar).isPresent());
    }
}
