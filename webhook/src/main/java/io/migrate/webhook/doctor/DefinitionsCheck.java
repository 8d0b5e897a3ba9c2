package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.migrate.webhook.crd.Definition;

/// Whether policies can be stored.
final class DefinitionsCheck {
    private DefinitionsCheck() {}

    static Finding of(Definition definition, Seen<CustomResourceDefinition> seen) {
        String subject = "CustomResourceDefinition/" + definition.objectName();
        return switch (seen) {
            case Seen.Absent<CustomResourceDefinition> _ ->
                    Finding.error(Check.DEFINITIONS, subject, "does not exist", Parts.INSTALL);
            case Seen.Withheld<CustomResourceDefinition>(var why) ->
                    Finding.unknown(Check.DEFINITIONS, subject, why);
            case Seen.Found<CustomResourceDefinition>(var object) -> of(definition, object);
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
                    Check.DEFINITIONS,
                    subject,
                    "does not serve version " + definition.version(),
                    Parts.APPLY_AGAIN);
        }
        boolean isEstablished =
                object.getStatus() != null
                        && object.getStatus().getConditions().stream()
                                .anyMatch(each ->
                                        each.getType().equals("Established")
                                                && each.getStatus().equals("True"));
        return isEstablished
                ? Finding.ok(Check.DEFINITIONS, subject, "is established")
                : Finding.error(
                        Check.DEFINITIONS,
                        subject,
                        "is not established",
                        "Read its conditions: kubectl describe crd " + definition.objectName());
    }
}
