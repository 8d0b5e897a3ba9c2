package io.migrate.webhook.render;

import io.migrate.webhook.record.InjectedView;

import java.util.List;
import java.util.stream.IntStream;

/// Writes what was injected as text.
record InjectedViewText(Sections sections) {
    String write(InjectedView layout) {
        List<InjectedView.Step> steps = layout.initContainers();
        return sections.of(
                        "init containers; those of the migration run " + layout.position(),
                        IntStream.range(0, steps.size()).mapToObj(i -> step(i + 1, steps.get(i))))
                + sections.of(
                        "Secrets that each container can read",
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
                        "environment variables of the application",
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
                            sections.style().dim("not injected"));
            case COPIER -> injected(number, step, "provides cp");
            case FILES -> injected(number, step, "copies the migrations");
            case MIGRATOR -> injected(number, step, "runs the migrations");
        };
    }

    private static List<String> injected(int number, InjectedView.Step step, String purpose) {
        return List.of(number + ".", step.name(), purpose, step.image(), step.runs());
    }
}
