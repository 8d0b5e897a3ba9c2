package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The recipes in CONTRIBUTING name the test that fails for each forgotten step: these tests exist.
class ContributingTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void everyTestThatARecipeNamesExists() throws IOException {
        var missing = new TreeSet<String>();
        var names = TEST.matcher(read(ProjectRoot.root().resolve("CONTRIBUTING.md")));
        int count = 0;
        while (names.find()) {
            count++;
            String member = names.group(2) == null ? "class " + names.group(1) : names.group(2);
            if (!sources(names.group(1)).contains(member)) {
                missing.add(names.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(count).as("names of tests").isGreaterThan(30);
    }

    /// Returns all test classes of that name: two modules may have one each.
    private static String sources(String name) throws IOException {
        try (var files = Files.walk(ProjectRoot.root())) {
            return files.filter(each -> each.endsWith(name + ".java"))
                    .filter(each -> each.toString().contains("src/test/java"))
                    .map(ContributingTest::read)
                    .collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
