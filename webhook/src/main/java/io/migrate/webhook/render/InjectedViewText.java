package io.migrate.webhook.render;

import io.migrate.webhook.record.InjectedView;

import java.util.List;
import java.util.stream.IntStream;

/// Writes for a person what stands where.
record InjectedViewText(Sections sections) {
    String write(InjectedView layout) {
        List<InjectedView.Step> steps = layout.initContainers();
        return sections.of(
                        "init containers; ours stand " + layout.position(),
                        IntStream.range(0, steps.size()).mapToObj(i -> step(i + 1, steps.get(i))))
                + sections.of(
                        "Secrets, by who sees them",
                        steps.stream()
                                .filter(each -> each.role() != InjectedView.Role.OTHER)
                                .filter(each -> !each.secrets().isEmpty())
                                .map(each ->
                                        List.of(each.name(), String.join(", ", each.secrets()))))
                + sections.of(
                        "volumes",
                        layout.volumes().stream().map(each -> List.of(each.name(), each.kind())))
                + sections.of(
                        "labels",
                        layout.labels().entrySet().stream()
                                .map(each -> List.of(each.getKey(), each.getValue())))
                + sections.of(
                        "the application's variables",
                        layout.environment().entrySet().stream()
                                .flatMap(container ->
                                        container.getValue().entrySet().stream()
                                                .map(each ->
                                                        List.of(
                                                                container.getKey(),
                                                                each.getKey(),
                                                                "from Secret " + each.getValue()))))
                + sections.of("image pull secrets", layout.pullSecrets().stream().map(List::of));
    }

    private List<String> step(int number, InjectedView.Step step) {
        return switch (step.role()) {
            case OTHER ->
                    List.of(
                            number + ".",
                            sections.style().dim(step.name()),
                            "",
                            sections.style().dim("not ours"));
            case COPIER -> ours(number, step, "brings a cp");
            case FILES -> ours(number, step, "copies the migrations");
            case MIGRATOR -> ours(number, step, "runs the migrations");
        };
    }

    private static List<String> ours(int number, InjectedView.Step step, String purpose) {
        return List.of(number + ".", step.name(), purpose, step.image(), step.runs());
    }
}
