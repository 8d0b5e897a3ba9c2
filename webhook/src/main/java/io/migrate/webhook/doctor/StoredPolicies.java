package io.migrate.webhook.doctor;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyCatalog;

import java.util.List;

/// The policies of a cluster.
///
/// @param objects the policies of both kinds, as they are stored
/// @param policies the same policies, parsed and combined
record StoredPolicies(List<JsonNode> objects, Policies policies) {
    /// Parses policies.
    static StoredPolicies of(List<JsonNode> objects, Layer builtIn) {
        var catalog = new PolicyCatalog(builtIn);
        objects.forEach(catalog::put);
        return new StoredPolicies(objects, catalog.snapshot());
    }
}
