package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.webhook.admission.ReviewResult;
import io.migrate.webhook.migration.Outcome;
import io.migrate.webhook.migration.Phase;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `docs/metrics.md` lists every metric and no other, with type, labels and description as exposed.
/// `-Drefresh` rewrites its tables: read the diff.
class MetricsDocumentTest {
    private static final Path PAGE = ProjectRoot.root().resolve("docs/metrics.md");
    private static final Pattern DESCRIPTION =
            Pattern.compile("(?m)^# HELP (\\S+) ?(.*)\\n# TYPE \\S+ (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /// Exposed only after a garbage collection.
    private static final Predicate<String> AFTER_COLLECTION =
            Pattern.compile("jvm_gc_(pause|concurrent_phase_time)_seconds(_max)?")
                    .asMatchPredicate();

    private record Metric(String name, String type, Set<String> labels, String description) {
        static Map<String, Metric> of(String page) {
            var metrics = new TreeMap<String, Metric>();
            DESCRIPTION
                    .matcher(page)
                    .results()
                    .map(each ->
                            new Metric(
                                    each.group(1),
                                    each.group(3),
                                    values(page, each.group(1)).keySet(),
                                    each.group(2)))
                    .forEach(each -> metrics.put(each.name(), each));
            return metrics;
        }

        /// Returns the values by label.
        static Map<String, Set<String>> values(String page, String name) {
            var values = new TreeMap<String, Set<String>>();
            Pattern.compile("(?m)^" + name + "(?:_bucket|_sum|_count)?\\{(.*)} \\S+$")
                    .matcher(page)
                    .results()
                    .flatMap(each -> LABEL.matcher(each.group(1)).results())
                    .filter(each -> !each.group(1).equals("le"))
                    .forEach(each ->
                            values.computeIfAbsent(each.group(1), _ -> new TreeSet<>())
                                    .add(each.group(2)));
            return values;
        }

        String row() {
            return "| `%s` | %s | %s | %s |"
                    .formatted(
                            name,
                            type,
                            labels.stream()
                                    .map(each -> "`" + each + "`")
                                    .collect(Collectors.joining(", ")),
                            description);
        }
    }

    private static String table(Collection<Metric> metrics, Predicate<String> name) {
        return metrics.stream()
                .filter(each -> name.test(each.name()))
                .map(each -> each.row() + "\n")
                .collect(
                        Collectors.joining(
                                "",
                                "| metric | type | labels | description |\n|---|---|---|---|\n",
                                ""));
    }

    private static String outcomes() {
        return Stream.of(Outcome.values())
                .map(each -> "| `%s` | %d |\n".formatted(each.label(), each.exitCode()))
                .collect(Collectors.joining("", "| outcome | exit code |\n|---|---|\n", ""));
    }

    private static String with(String page, String marker, String table) {
        String start = "<!-- " + marker + " -->\n";
        assertThat(page).contains(start);
        int from = page.indexOf(start) + start.length();
        int to = page.indexOf("<!-- end -->", from);
        return page.substring(0, from) + table + page.substring(to);
    }

    @Test
    void thePageListsEveryMetric() throws IOException {
        Map<String, Metric> observer = Metric.of(MetricsPage.observer());
        Map<String, Metric> webhook = Metric.of(MetricsPage.webhook());
        var all = new TreeMap<>(observer);
        all.putAll(webhook);
        Predicate<String> own = each -> each.startsWith("migrate_");
        String page = Files.readString(PAGE);
        String generated = with(page, "metrics: observer", table(observer.values(), own));
        generated = with(generated, "metrics: webhook", table(webhook.values(), own));
        generated = with(generated, "outcomes", outcomes());
        generated =
                with(
                        generated,
                        "metrics: jvm",
                        table(all.values(), own.negate().and(AFTER_COLLECTION.negate())));
        if (System.getProperty("refresh") != null) {
            Files.writeString(PAGE, generated);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/metrics.md, whose tables -Drefresh=1 rewrites")
                .isEqualTo(generated);
    }

    /// Labels with fixed values are on the page with all of them.
    @Test
    void thePageListsTheValuesOfEveryLabel() throws IOException {
        var documented = new TreeMap<String, Set<String>>();
        String table = Files.readString(PAGE).split("<!-- labels -->\n", -1)[1];
        for (String row : table.lines().takeWhile(each -> each.startsWith("|")).skip(2).toList()) {
            String[] cells = row.split("\\|", -1);
            documented.put(
                    codes(cells[1]).stream().findFirst().orElseThrow()
                            + " "
                            + codes(cells[2]).stream().findFirst().orElseThrow(),
                    codes(cells[3]));
        }
        var expected = new TreeMap<String, Set<String>>();
        for (String page : Set.of(MetricsPage.observer(), MetricsPage.webhook())) {
            for (Metric metric : Metric.of(page).values()) {
                Metric.values(page, metric.name())
                        .forEach((label, values) ->
                                expected.put(metric.name() + " " + label, values));
            }
        }
        expected.keySet()
                .removeIf(each ->
                        !each.startsWith("migrate_")
                                || each.endsWith(" namespace")
                                || each.endsWith(" policy")
                                || each.startsWith("migrate_webhook_admission_seconds"));
        expected.replace("migrate_runs_total outcome", Set.of());
        expected.replace("migrate_webhook_admissions_total reason", Set.of());
        expected.replace(
                "migrate_webhook_admissions_total outcome",
                Set.of("injected", "untouched", "refused", "failed"));
        expected.replace(
                "migrate_webhook_admissions_total endpoint", Set.copyOf(ReviewResult.endpoints()));
        assertThat(expected.get("migrate_pods state"))
                .hasSameSizeAs(Stream.of(Phase.values()).toList());
        assertThat(documented).isEqualTo(expected);
    }

    private static Set<String> codes(String cell) {
        return CODE.matcher(cell)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
