package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The list "When an annotated Pod starts unmigrated" of `docs/failure-modes.md`: every row has a
/// test that shows it, and every test named here exists.
class UnmigratedTest {
    private static final Path ROOT = ProjectRoot.root();

    /// How each row begins, and where it is tested: `Class#method`, or the folder of a case.
    private static final Map<String, List<String>> TESTS =
            Map.ofEntries(
                    Map.entry(
                            "its configuration is deleted",
                            List.of("ApiServerTest#withoutTheConfigurationNothingIsInjected")),
                    Map.entry(
                            "the Pod or its namespace has the label",
                            List.of("ApiServerTest#documentedBypassesAreComplete")),
                    Map.entry(
                            "the namespace is `kube-system`",
                            List.of(
                                    "ApiServerTest#documentedBypassesAreComplete",
                                    "ManifestsTest#theCodeHasTheSameExclusions")),
                    Map.entry(
                            "the Pod is a mirror Pod",
                            List.of(
                                    "ApiServerTest#documentedBypassesAreComplete",
                                    "windows-by-node-selector")),
                    Map.entry(
                            "**The Pod opts out**",
                            List.of(
                                    "ApiServerTest#documentedBypassesAreComplete",
                                    "annotation-without-opt-in",
                                    "opt-in-unrecognized")),
                    Map.entry(
                            "**The policy allows it**",
                            List.of("FailureTest#missingAndEmptyFolders")),
                    Map.entry(
                            "**Only part of the migrations",
                            List.of("DrizzleTest#targetIsTheLastToRun")),
                    Map.entry(
                            "**The Pod already contains the init containers**",
                            List.of(
                                    "ReinvocationTest#aMirrorMayRewriteTheImage",
                                    "BroughtAlongTest#anImageThatTheConstraintsDoNotAllowIsRefused")),
                    Map.entry("**Init containers before the migrator**", List.of("position-after")),
                    Map.entry(
                            "**Another admission webhook removes",
                            List.of("ApiServerTest#aSecondWebhookThatRunsLast")),
                    Map.entry(
                            "another image of an init container",
                            List.of("BroughtAlongTest#theImageOfAPodThatExistsCanBeChanged")),
                    Map.entry(
                            "ephemeral containers",
                            List.of(
                                    "BroughtAlongTest#anEphemeralContainerCanBeAddedToAPodThatExists")));

    @Test
    void everyRowHasATest() throws IOException {
        List<String> rows = rows();
        for (String row : rows) {
            assertThat(TESTS.keySet().stream().filter(row::startsWith)).as(row).hasSize(1);
        }
        assertThat(rows).hasSameSizeAs(TESTS.keySet());
    }

    @Test
    void everyTestExists() throws IOException {
        Map<String, Path> classes = testClasses();
        for (String test : TESTS.values().stream().flatMap(List::stream).toList()) {
            String[] parts = test.split("#", 2);
            if (parts.length == 1) {
                assertThat(ROOT.resolve("webhook/src/test/resources/cases").resolve(test))
                        .isDirectory();
            } else {
                assertThat(classes).as(test).containsKey(parts[0]);
                assertThat(Files.readString(classes.get(parts[0])))
                        .as(test)
                        .contains("void " + parts[1] + "(");
            }
        }
    }

    /// The list's entries, without those that only introduce others.
    private static List<String> rows() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/failure-modes.md"));
        int start = page.indexOf("\n## When an annotated Pod starts unmigrated\n");
        assertThat(start).isPositive();
        int end = page.indexOf("\n## ", start + 1);
        String section = page.substring(start, end < 0 ? page.length() : end);
        List<String> lines = section.lines().filter(each -> each.strip().startsWith("- ")).toList();
        var rows = new ArrayList<String>();
        for (int i = 0; i < lines.size(); i++) {
            boolean introduces =
                    i + 1 < lines.size() && indent(lines.get(i + 1)) > indent(lines.get(i));
            if (!introduces) {
                rows.add(lines.get(i).strip().substring(2));
            }
        }
        return rows;
    }

    private static int indent(String line) {
        return line.indexOf('-');
    }

    private static Map<String, Path> testClasses() throws IOException {
        var classes = new HashMap<String, Path>();
        for (String module : List.of("e2e", "webhook", "migrator-image")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(each -> each.toString().endsWith(".java"))
                        .forEach(each ->
                                classes.put(
                                        String.valueOf(each.getFileName()).replace(".java", ""),
                                        each));
            }
        }
        return classes;
    }
}
