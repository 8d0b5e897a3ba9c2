package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.migrate.migrator.report.ExitCode;
import io.migrate.migrator.report.Logs;
import io.migrate.migrator.report.Progress;
import io.migrate.migrator.report.Redaction;
import io.migrate.migrator.report.Result;
import io.migrate.migrator.report.TerminationMessage;
import io.migrate.webhook.migration.EndedRun;
import io.migrate.webhook.migration.EventFactory;
import io.migrate.webhook.migration.EventSpec;
import io.migrate.webhook.migration.Outcome;
import io.migrate.webhook.migration.Phase;
import io.migrate.webhook.migration.PodMigrations;
import io.migrate.webhook.migration.PodReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The outcome of a run has one name. The migrator's constant is the source; termination message,
/// metric label, Event, page, alerts and dashboard have to use the same word.
class ExitCodesTest {
    /// Queries as `metric{…label="a|b"…}`, and in JSON with escaped quotes.
    private static final Pattern SELECTOR =
            Pattern.compile("(migrate_\\w+)\\{((?:[^{}\"\\\\]|\\\\?\"[^\"]*\")*)}");

    private static final Pattern MATCHER =
            Pattern.compile("(outcome|state|result)(?:=~|=|!=|!~)\\\\?\"([^\"\\\\]*)\\\\?\"");

    /// The legal values of a label, by metric and label.
    private static final Map<String, Set<String>> VALUES =
            Map.of(
                    "migrate_runs_total outcome",
                    Stream.of(Outcome.values()).map(Outcome::label).collect(Collectors.toSet()),
                    "migrate_pods state",
                    Stream.of(Phase.values()).map(Phase::label).collect(Collectors.toSet()),
                    "migrate_webhook_admissions_total outcome",
                    Set.of("injected", "untouched", "refused", "failed"),
                    "migrate_observer_events_total result",
                    Set.of("written", "failed", "dropped"));

    /// Returns a section, from its heading to the next one; empty if there is none.
    static String section(String page, String heading) {
        return Stream.of(page.split("\n## "))
                .filter(each -> each.startsWith(heading + "\n"))
                .findFirst()
                .orElse("");
    }

    private static String page(String name) throws IOException {
        return Files.readString(ProjectRoot.root().resolve("docs").resolve(name));
    }

    /// Returns what the migrator leaves for kubelet.
    private static String terminationMessage(Path work, ExitCode exit) throws IOException {
        Path file = Files.createFile(work.resolve("termination-log"));
        io.migrate.migrator.report.Outcome outcome =
                exit == ExitCode.DONE
                        ? new io.migrate.migrator.report.Outcome.Done("done")
                        : new io.migrate.migrator.report.Outcome.Failed(exit, "", "");
        TerminationMessage.write(file, new Result(outcome, Progress.none()), Redaction.none());
        return Files.readString(file);
    }

    private static PodMigrations read(int exitCode, String message) {
        Pod pod =
                new KubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata: {name: api, namespace: shop, uid: a, annotations: {migrate.io/status: '{"v":1,"policies":[{"name":"default"}]}'}}
                                spec: {initContainers: [{name: migrate-default, image: x}]}
                                status:
                                  initContainerStatuses:
                                    - name: migrate-default
                                      restartCount: 0
                                      state: {terminated: {exitCode: %d, finishedAt: "1970-01-01T00:00:00Z", message: '%s'}}
                                """
                                        .formatted(exitCode, message),
                                Pod.class);
        return PodReader.read(pod);
    }

    private static EventSpec event(PodMigrations pod) {
        return EventFactory.create(
                        pod,
                        pod.migrations().getFirst(),
                        Optional::empty,
                        Instant.EPOCH,
                        Instant.EPOCH)
                .getFirst();
    }

    /// From the migrator's own bytes to every word that a user reads.
    @ParameterizedTest
    @EnumSource(ExitCode.class)
    void anOutcomeHasOneName(ExitCode exit, @TempDir Path work) throws IOException {
        String message = terminationMessage(work, exit);
        PodMigrations pod = read(exit.code(), message);
        EndedRun run = pod.migrations().getFirst().endedRuns().getFirst();
        Outcome outcome = run.outcome();
        EventSpec event = event(pod);

        assertThat(outcome.exitCode()).isEqualTo(exit.code());
        if (exit == ExitCode.DONE) {
            assertThat(outcome).isEqualTo(Outcome.UP_TO_DATE);
            assertThat(event.reason()).isEqualTo("MigrationSucceeded");
        } else {
            assertThat(outcome.name()).isEqualTo(exit.name());
            assertThat(outcome.label()).isEqualTo(exit.name().toLowerCase(Locale.ROOT));
            assertThat(outcome.reason()).isEqualTo(exit.reason());
            assertThat(event.reason()).isEqualTo("MigrationFailed");
            assertThat(event.message())
                    .contains("(exit %d, %s)".formatted(exit.code(), exit.reason()));
            assertThat(page("events.md"))
                    .contains("| %d | `%s` | ".formatted(exit.code(), exit.reason()));
        }
        JsonNode json = new ObjectMapper().readTree(message);
        assertThat(json.path("outcome").asText()).isEqualTo(exit.reason());
        assertThat(json.path("code").asInt()).isEqualTo(exit.code());
    }

    /// Without a termination message, kubelet reports the end of the log instead: the Event quotes
    /// the messages of its lines.
    @Test
    void theLogOfAKilledMigratorIsQuoted() {
        var log = new ByteArrayOutputStream();
        Logs.json(new PrintStream(log, true, StandardCharsets.UTF_8), Redaction.none())
                .atInfo()
                .addKeyValue("migration", "0007_orders")
                .log("applied 0007_orders in 3 ms");
        PodMigrations pod = read(137, log.toString(StandardCharsets.UTF_8).strip());
        assertThat(event(pod).message())
                .contains("applied 0007_orders in 3 ms")
                .doesNotContain("{");
    }

    /// Only kubelet reports the outcomes that are not exit codes of the migrator.
    @Test
    void everyOtherOutcomeIsOneOfThese() {
        var others = EnumSet.allOf(Outcome.class);
        others.removeIf(each ->
                Stream.of(ExitCode.values()).anyMatch(exit -> exit.name().equals(each.name())));
        assertThat(others)
                .containsExactlyInAnyOrder(Outcome.SUCCEEDED, Outcome.UP_TO_DATE, Outcome.KILLED);
    }

    @Test
    void eachExitCodeHasASection() throws IOException {
        String page = page("exit-codes.md");
        var sections = new ArrayList<String>();
        for (ExitCode each : ExitCode.values()) {
            String heading = each.code() + " " + each.reason();
            assertThat(section(page, heading))
                    .as("section %s", heading)
                    .contains("**Meaning** ", "**Diagnosis** ", "**Mitigation**");
            assertThat(each.help())
                    .endsWith(
                            "docs/exit-codes.md#"
                                    + heading.toLowerCase(Locale.ROOT).replace(' ', '-'));
            sections.add(heading);
        }
        assertThat(page.lines().filter(each -> each.matches("## \\d+ .*")))
                .map(each -> each.substring(3))
                .containsExactlyElementsOf(sections);
    }

    /// A query with a value that no metric has never matches.
    @Test
    void alertsAndDashboardUseValuesThatExist() throws IOException {
        Path root = ProjectRoot.root();
        var files = new ArrayList<Path>();
        files.add(root.resolve("e2e/src/test/resources/alerts.yaml"));
        for (String folder : List.of("manifests/overlays/monitoring", "docs")) {
            try (var found = Files.walk(root.resolve(folder))) {
                found.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        int matchers = 0;
        for (Path file : files) {
            for (var selector : SELECTOR.matcher(Files.readString(file)).results().toList()) {
                for (var matcher : MATCHER.matcher(selector.group(2)).results().toList()) {
                    String label = selector.group(1) + " " + matcher.group(1);
                    assertThat(VALUES).as("%s: %s", file, selector.group()).containsKey(label);
                    assertThat(VALUES.get(label))
                            .as("%s: %s", file, selector.group())
                            .contains(matcher.group(2).split("\\|", -1));
                    matchers++;
                }
            }
        }
        assertThat(matchers).isGreaterThan(10);
    }

    /// Two programs format durations; users read both in one place.
    @Test
    void durationsAreTestedWithTheSameExamples() throws IOException {
        Path root = ProjectRoot.root();
        assertThat(root.resolve("webhook/src/test/resources/durations.txt"))
                .hasSameTextualContentAs(
                        root.resolve("migrator-image/src/test/resources/durations.txt"));
    }
}
