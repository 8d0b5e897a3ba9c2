package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.migrate.webhook.crd.Definition;

/// Whether policies can be stored.
final class DefinitionsCheck {
    private DefinitionsCheck() {}

    static Finding of(Definition definition, Lookup<CustomResourceDefinition> seen) {
        String subject = "CustomResourceDefinition/" + definition.objectName();
        return switch (seen) {
            case Lookup.NotFound<CustomResourceDefinition> _ ->
                    Finding.error(
                            CheckName.DEFINITIONS,
                            subject,
                            "does not exist",
                            InstallationNames.INSTALL);
            case Lookup.Forbidden<CustomResourceDefinition>(var why) ->
                    Finding.unknown(CheckName.DEFINITIONS, subject, why);
            case Lookup.Found<CustomResourceDefinition>(var object) -> of(definition, object);
        };
    }

    private static Finding of(Definition definition, CustomResourceDefinition object) {
        String subject = "CustomResourceDefinition/" + definition.objectName();
        boolean isServed =
                object.getSpec().getVersions().stream()
                        .anyMatch(each ->
                                each.getServed() && each.getName().equals(definition.version()));
        if (!isServed) {
            return Finding.error(
                    CheckName.DEFINITIONS,
                    subject,
                    "does not serve version " + definition.version(),
                    InstallationNames.APPLY_AGAIN);
        }
        boolean isEstablished =
                object.getStatus() != null
                        && object.getStatus().getConditions().stream()
                                .anyMatch(each ->
                                        each.getType().equals("Established")
                                                && each.getStatus().equals("True"));
        return isEstablished
                ? Finding.ok(CheckName.DEFINITIONS, subject, "is established")
                : Finding.error(
                        CheckName.DEFINITIONS,
                        subject,
                        "is not established",
                        "Read its conditions: kubectl describe crd " + definition.objectName());
    }
}
