package io.migrate.webhook.cli;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.injection.Explanation;
import io.migrate.webhook.injection.Layout;
import io.migrate.webhook.injection.Verdict;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Origin;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes explanations for a person.
record ExplainText(Style style) {
    private static final int SHOWN = 60;

    String write(List<Explained> all) {
        return all.stream().map(this::write).collect(Collectors.joining("\n"));
    }

    private String write(Explained explained) {
        var explanation = explained.explanation();
        return style.bold(explained.subject().title())
                + "\n"
                + summary(explained)
                + section(
                        "refused, because",
                        explained.problems().stream()
                                .map(each -> List.of(style.bad(each.toString()))))
                + section(
                        "warnings",
                        explained.warnings().stream().map(each -> List.of(style.warning(each))))
                + explanation.policies().stream().map(this::fields).collect(Collectors.joining())
                + explanation.layout().map(this::layout).orElse("")
                + patch(explanation.verdict());
    }

    private String summary(Explained explained) {
        var explanation = explained.explanation();
        return Table.of(
                Stream.of(
                        List.of("namespace", explained.namespace()),
                        List.of("opted in", asked(explanation.asked())),
                        List.of("policy", policies(explanation.policies())),
                        List.of("outcome", outcome(explained))));
    }

    private static String asked(Explanation.Asked asked) {
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
            return "none in this namespace: every annotation is allowed";
        }
        return policy.generation() == 0
                ? policy.name()
                : policy.name() + ", generation " + policy.generation();
    }

    private String outcome(Explained explained) {
        if (explained.isRefused()) {
            return style.bad("refused");
        }
        return switch (explained.explanation().verdict()) {
            case Verdict.Injected injected ->
                    style.good(
                            injected.patch().isEmpty() ? "injected, as it is already" : "injected");
            case Verdict.Untouched(var reason, _) -> "untouched: " + reason;
            case Verdict.Refused _ -> style.bad("refused");
        };
    }

    private String fields(EffectivePolicy policy) {
        return section(
                "what holds for " + policy.name(),
                FieldRow.of(policy).stream()
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

    private String layout(Layout layout) {
        List<Layout.Step> steps = layout.initContainers();
        return section(
                        "init containers; ours stand " + layout.position(),
                        IntStream.range(0, steps.size()).mapToObj(i -> step(i + 1, steps.get(i))))
                + section(
                        "Secrets, by who sees them",
                        steps.stream()
                                .filter(each -> each.role() != Layout.Role.OTHER)
                                .filter(each -> !each.secrets().isEmpty())
                                .map(each ->
                                        List.of(each.name(), String.join(", ", each.secrets()))))
                + section(
                        "volumes",
                        layout.volumes().stream().map(each -> List.of(each.name(), each.kind())))
                + section(
                        "labels",
                        layout.labels().entrySet().stream()
                                .map(each -> List.of(each.getKey(), each.getValue())))
                + section(
                        "the application's variables",
                        layout.environment().entrySet().stream()
                                .flatMap(container ->
                                        container.getValue().entrySet().stream()
                                                .map(each ->
                                                        List.of(
                                                                container.getKey(),
                                                                each.getKey(),
                                                                "from Secret " + each.getValue()))))
                + section("image pull secrets", layout.pullSecrets().stream().map(List::of));
    }

    private List<String> step(int number, Layout.Step step) {
        return switch (step.role()) {
            case OTHER -> List.of(number + ".", style.dim(step.name()), "", style.dim("not ours"));
            case COPIER -> ours(number, step, "brings a cp");
            case FILES -> ours(number, step, "copies the migrations");
            case MIGRATOR -> ours(number, step, "runs the migrations");
        };
    }

    private static List<String> ours(int number, Layout.Step step, String purpose) {
        return List.of(number + ".", step.name(), purpose, step.image(), step.runs());
    }

    private String patch(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Injected injected ->
                    section(
                            "the patch; -o json has all of it",
                            injected.patch().valueStream().map(ExplainText::operation));
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

    private String section(String heading, Stream<List<String>> rows) {
        String table = Table.of(rows);
        return table.isEmpty() ? "" : "\n  " + style.bold(heading) + "\n" + table;
    }
}
