package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The tests that `docs/threat-model.md` names exist.
class ThreatModelTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z]+Test)(?:\\.(\\w+))?`");

    @Test
    void theNamedTestsExist() throws IOException {
        var tests = new TreeMap<String, String>();
        for (String module : new String[] {"certs", "webhook", "migrator-image", "e2e"}) {
            Path folder = ProjectRoot.root().resolve(module).resolve("src/test/java");
            try (var files = Files.walk(folder)) {
                for (Path each : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                    String name = each.getFileName().toString().replace(".java", "");
                    tests.merge(name, Files.readString(each), String::concat);
                }
            }
        }
        String page = Files.readString(ProjectRoot.root().resolve("docs/threat-model.md"));
        assertThat(NAMED.matcher(page).results())
                .hasSizeGreaterThan(20)
                .allSatisfy(named -> assertExists(named, tests));
    }

    private static void assertExists(MatchResult named, Map<String, String> tests) {
        assertThat(tests).containsKey(named.group(1));
        if (named.group(2) != null) {
            assertThat(tests.get(named.group(1))).contains("void " + named.group(2) + "(");
        }
    }
}
