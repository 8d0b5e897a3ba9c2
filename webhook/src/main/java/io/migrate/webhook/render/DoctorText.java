package io.migrate.webhook.render;

import io.migrate.webhook.doctor.Finding;
import io.migrate.webhook.doctor.Severity;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes findings as text: each in a line, with what to do in the next one.
public record DoctorText(Style style) {
    /// The findings, and how many problems there are.
    public String write(List<Finding> findings) {
        return findings.stream().map(this::write).collect(Collectors.joining())
                + "\n"
                + summary(findings)
                + "\n";
    }

    private String write(Finding finding) {
        String line =
                "%s %-14s %s %s%n"
                        .formatted(
                                mark(finding.severity()),
                                finding.check(),
                                style.bold(VisibleText.line(finding.subject())),
                                VisibleText.lines(finding.message()));
        return finding.fix().isEmpty()
                ? line
                : line + "    → " + VisibleText.lines(finding.fix()) + "\n";
    }

    private String mark(Severity severity) {
        return switch (severity) {
            case OK -> style.good("✓");
            case UNKNOWN -> style.dim("?");
            case WARNING -> style.warning("!");
            case ERROR -> style.bad("✗");
        };
    }

    private String summary(List<Finding> findings) {
        String counts =
                Stream.of(
                                count(findings, Severity.ERROR, "error", "errors"),
                                count(findings, Severity.WARNING, "warning", "warnings"),
                                count(findings, Severity.UNKNOWN, "not checked", "not checked"))
                        .filter(each -> !each.isEmpty())
                        .collect(Collectors.joining(", "));
        return counts.isEmpty() ? style.good("no problems") : counts;
    }

    private static String count(
            List<Finding> findings, Severity severity, String one, String several) {
        long count = findings.stream().filter(each -> each.severity() == severity).count();
        return count == 0 ? "" : count + " " + (count == 1 ? one : several);
    }
}
