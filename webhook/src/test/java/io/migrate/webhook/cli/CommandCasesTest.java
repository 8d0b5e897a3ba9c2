package io.migrate.webhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.injection.Case;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every case folder through the commands, which must say what the engine says.
class CommandCasesTest {
    static List<Case> cases() throws IOException {
        return Case.all().stream().filter(Case::isOutsideACluster).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void injectSaysWhatTheEngineSays(Case each) throws IOException {
        Run run = run("inject", each);

        String refused = text(each, "refused.txt");
        String pod = title(each);
        assertThat(run.err())
                .isEqualTo(
                        prefixed(pod, refused)
                                + prefixed("warning: " + pod, text(each, "warnings.txt")));
        assertThat(run.exit()).isEqualTo(refused.isEmpty() ? 0 : 1);
        if (refused.isEmpty()) {
            assertThat(Case.yaml(Case.YAML.readTree(run.out())))
                    .isEqualTo(text(each, "expected.yaml"));
        } else {
            assertThat(run.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void uninjectGivesTheOriginalTree(Case each) throws IOException {
        Run injected = run("inject", each);
        if (injected.exit() != 0) {
            return;
        }
        Run run = Run.reading(injected.out(), "uninject", "-f", "-");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(ordered(run.out())).isEqualTo(ordered(text(each, "pod.yaml")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void explainAgreesWithInject(Case each) throws IOException {
        Run injected = run("inject", each);
        Run explained = run("explain", each, "-o", "json");

        assertThat(explained.exit()).isEqualTo(injected.exit());
        JsonNode pod = explained.json().at("/pods/0");
        String problems =
                pod.path("problems")
                        .valueStream()
                        .map(problem ->
                                problem.path("field").asText()
                                        + ": "
                                        + problem.path("sentence").asText()
                                        + "\n")
                        .collect(Collectors.joining());
        assertThat(problems).isEqualTo(text(each, "refused.txt"));
        assertThat(pod.path("outcome").asText().equals("injected"))
                .isEqualTo(injected.out().contains("migrate.io/status"));
        assertThat(run("explain", each).exit()).isEqualTo(injected.exit());
    }

    private static Run run(String command, Case each, String... more) {
        Stream<String> args =
                Stream.of(
                        command,
                        "-f",
                        each.folder().resolve("pod.yaml").toString(),
                        "--policy",
                        each.folder().toString(),
                        "-n",
                        Case.NAMESPACE,
                        "--migrator-image",
                        Case.IMAGE);
        return Run.of(Stream.concat(args, Stream.of(more)).toArray(String[]::new));
    }

    /// isEqualTo of trees does not see the order of members.
    private static String ordered(String yaml) throws IOException {
        return Run.trees(yaml).toString();
    }

    private static String title(Case each) throws IOException {
        JsonNode metadata = Run.trees(text(each, "pod.yaml")).getFirst().path("metadata");
        String name =
                metadata.has("name")
                        ? metadata.path("name").asText()
                        : metadata.path("generateName").asText() + "*";
        return each.folder().resolve("pod.yaml") + ": document 1: Pod " + name + ": ";
    }

    private static String prefixed(String prefix, String lines) {
        return lines.lines().map(line -> prefix + line + "\n").collect(Collectors.joining());
    }

    private static String text(Case each, String file) throws IOException {
        return each.text(file).orElse("");
    }
}
