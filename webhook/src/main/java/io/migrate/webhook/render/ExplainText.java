package io.migrate.webhook.render;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.injection.Decision;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.EffectiveField;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Origin;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes explanations as text.
public record ExplainText(Style style, Sections sections) {
    private static final int SHOWN = 60;

    /// Creates a writer with this style.
    public ExplainText(Style style) {
        this(style, new Sections(style));
    }

    /// All explanations, one after the other.
    public String write(List<ExplainedObject> all) {
        return all.stream().map(this::write).collect(Collectors.joining("\n"));
    }

    private String write(ExplainedObject explained) {
        var decision = explained.decision();
        return style.bold(VisibleText.line(explained.found().title()))
                + "\n"
                + summary(explained)
                + sections.of(
                        "reasons for the refusal",
                        explained.problems().stream()
                                .map(each -> List.of(style.bad(each.toString()))))
                + sections.of(
                        "warnings",
                        explained.warnings().stream().map(each -> List.of(style.warning(each))))
                + decision.policies().stream().map(this::fields).collect(Collectors.joining())
                + decision.view().map(new InjectedViewText(sections)::write).orElse("")
                + patch(decision.verdict());
    }

    private String summary(ExplainedObject explained) {
        var decision = explained.decision();
        return TextTable.of(
                Stream.of(
                        List.of("namespace", explained.namespace()),
                        List.of("opted in", asked(decision.asked())),
                        List.of("policy", policies(decision.policies())),
                        List.of("outcome", outcome(explained))));
    }

    private static String asked(Decision.Asked asked) {
        return switch (asked) {
            case YES -> "yes";
            case NO -> "no";
            case UNCLEAR -> "unclear";
        };
    }

    private static String policies(List<EffectivePolicy> policies) {
        return policies.isEmpty()
                ? "none"
                : policies.stream().map(ExplainText::policy).collect(Collectors.joining("; "));
    }

    private static String policy(EffectivePolicy policy) {
        boolean exists =
                policy.layers().stream()
                        .anyMatch(each -> each.origin() instanceof Origin.Namespace);
        if (!exists) {
            return "none in this namespace: all annotations are allowed";
        }
        return policy.generation() == 0
                ? policy.name()
                : policy.name() + ", generation " + policy.generation();
    }

    private String outcome(ExplainedObject explained) {
        if (explained.isRefused()) {
            return style.bad("refused");
        }
        return switch (explained.decision().verdict()) {
            case Verdict.Injected injected ->
                    style.good(
                            injected.patch().isEmpty()
                                    ? "injected already, without changes"
                                    : "injected");
            case Verdict.Untouched(var reason, _) -> "untouched: " + reason;
            case Verdict.Refused _ -> style.bad("refused");
        };
    }

    private String fields(EffectivePolicy policy) {
        return sections.of(
                "settings under policy " + policy.name(),
                EffectiveField.of(policy).stream()
                        .map(row ->
                                row.value()
                                        .map(value ->
                                                List.of(row.name(), value, origin(row.origin())))
                                        .orElseGet(() ->
                                                List.of(row.name(), "", style.dim("not set")))));
    }

    private String origin(String origin) {
        return origin.equals("built-in") ? style.dim(origin) : origin;
    }

    private String patch(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Injected injected ->
                    sections.of(
                            "patch; complete with -o json",
                            HiddenValues.in(injected.patch())
                                    .valueStream()
                                    .map(ExplainText::operation));
            case Verdict.Untouched _, Verdict.Refused _ -> "";
        };
    }

    private static List<String> operation(JsonNode operation) {
        JsonNode value = operation.path("value");
        String text = value.path("name").asText(value.isMissingNode() ? "" : value.toString());
        return List.of(
                operation.path("op").asText(),
                operation.path("path").asText(),
                text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…");
    }
}
