package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.migrate.webhook.crd.Definition;

import java.util.List;

/// Checks that policies can be stored.
final class DefinitionsCheck implements Check {
    @Override
    public String name() {
        return "definitions";
    }

    @Override
    public String verifies() {
        return "the CustomResourceDefinitions exist, are established, and serve the version that"
                + " this release uses";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        return Definition.ALL.stream().map(each -> check(each, cluster.definition(each))).toList();
    }

    private Finding check(Definition definition, Lookup<CustomResourceDefinition> lookup) {
        String subject = "CustomResourceDefinition/" + definition.objectName();
        return switch (lookup) {
            case Lookup.NotFound<CustomResourceDefinition> _ ->
                    error(subject, "does not exist", InstallationNames.INSTALL);
            case Lookup.Forbidden<CustomResourceDefinition>(var why) -> unknown(subject, why);
            case Lookup.Found<CustomResourceDefinition>(var object) ->
                    check(subject, definition, object);
        };
    }

    private Finding check(String subject, Definition definition, CustomResourceDefinition object) {
        boolean isServed =
                object.getSpec().getVersions().stream()
                        .anyMatch(each ->
                                each.getServed() && each.getName().equals(definition.version()));
        if (!isServed) {
            return error(
                    subject,
                    "does not serve version " + definition.version(),
                    InstallationNames.REAPPLY);
        }
        boolean isEstablished =
                object.getStatus() != null
                        && object.getStatus().getConditions().stream()
                                .anyMatch(each ->
                                        each.getType().equals("Established")
                                                && each.getStatus().equals("True"));
        return isEstablished
                ? ok(subject, "is established")
                : error(
                        subject,
                        "is not established",
                        "Check its conditions: kubectl describe crd " + definition.objectName());
    }
}
