package io.migrate.webhook.cli;

import io.migrate.webhook.container.Namespace;
import io.migrate.webhook.manifest.Document;
import io.migrate.webhook.manifest.LocatedObject;
import io.migrate.webhook.policy.Policies;

import picocli.CommandLine.Mixin;

import java.util.List;
import java.util.function.ToIntBiFunction;

/// The options for the workloads to check, and for the policies to check them under.
final class WorkloadInput {
    @Mixin private ManifestInput manifests;
    @Mixin private PolicyOptions policies;

    /// Continues with the documents and policies, or writes the problems of their files to standard
    /// error.
    ///
    /// @return the exit code
    int with(Console console, ToIntBiFunction<List<Document>, Policies> next) {
        return console.with(
                policies.read(),
                all ->
                        console.with(
                                manifests.read(), documents -> next.applyAsInt(documents, all)));
    }

    /// The namespace of an object.
    Namespace namespace(LocatedObject found) {
        return policies.namespace(found);
    }
}
