package io.migrate.webhook.doctor;

import java.util.Comparator;
import java.util.List;

/// What was found.
///
/// @param check which part was looked at, e.g. `endpoints`
/// @param subject the object that it is about, as `kind/name` or `kind/namespace/name`
/// @param what one sentence without its full stop
/// @param fix what to do about it; empty if there is nothing to do
public record Finding(Severity severity, CheckName check, String subject, String what, String fix) {
    static Finding ok(CheckName check, String subject, String what) {
        return new Finding(Severity.OK, check, subject, what, "");
    }

    static Finding warning(CheckName check, String subject, String what, String fix) {
        return new Finding(Severity.WARNING, check, subject, what, fix);
    }

    static Finding error(CheckName check, String subject, String what, String fix) {
        return new Finding(Severity.ERROR, check, subject, what, fix);
    }

    /// @param why as the API server says it
    static Finding unknown(CheckName check, String subject, String why) {
        return new Finding(
                Severity.UNKNOWN,
                check,
                subject,
                "not looked at: " + why,
                "Ask again with an account that may.");
    }

    /// The severity of the worst finding; `OK` if there are none.
    public static Severity worst(List<Finding> findings) {
        return findings.stream()
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.OK);
    }
}
