package io.migrate.webhook.doctor;

import java.util.List;

/// One check of an installation. It has no state, and only reads. {@link Checks#ALL} lists it; its
/// class is named after it, such as `PodsCheck` for `pods`.
interface Check {
    /// The name in reports, one lower-case word.
    String name();

    /// What the check verifies, continuing "verifies that": one line of Markdown without a full
    /// stop, for `doctor --help` and docs/doctor.md.
    String verifies();

    /// Runs the check.
    ///
    /// @return at least one finding, unless another check reports why this one cannot run
    /// @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server fails
    List<Finding> run(Cluster cluster);

    /// A finding without a problem.
    default Finding ok(String subject, String message) {
        return new Finding(Severity.OK, name(), subject, message, "");
    }

    /// A finding that does not stop Pods from being migrated now.
    default Finding warning(String subject, String message, String fix) {
        return new Finding(Severity.WARNING, name(), subject, message, fix);
    }

    /// A finding that stops Pods from starting, or lets them start without their migration.
    default Finding error(String subject, String message, String fix) {
        return new Finding(Severity.ERROR, name(), subject, message, fix);
    }

    /// A finding about something that could not be checked.
    ///
    /// @param why the message of the API server
    default Finding unknown(String subject, String why) {
        return new Finding(
                Severity.UNKNOWN,
                name(),
                subject,
                "not checked: " + why,
                "If a permission is missing, run doctor again with an account that has it.");
    }
}
