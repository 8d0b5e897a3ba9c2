package io.migrate.webhook.doctor;

import java.util.Comparator;
import java.util.List;

/// One result of a check.
///
/// @param check the name of the check, such as `endpoints`
/// @param subject the object that was checked, as `kind/name` or `kind/namespace/name`
/// @param message the predicate of a sentence about the subject, without a full stop
/// @param fix what to do; empty if there is nothing to do
public record Finding(Severity severity, String check, String subject, String message, String fix) {
    /// The highest severity of these findings; `OK` if there are none.
    public static Severity worst(List<Finding> findings) {
        return findings.stream()
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.OK);
    }
}
