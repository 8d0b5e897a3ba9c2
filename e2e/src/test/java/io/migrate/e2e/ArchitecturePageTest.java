package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The picture in `docs/architecture.md` shows the packages and arrows of {@link ArchitectureTest}.
class ArchitecturePageTest {
    private static final String ROOT = "io.migrate.";

    /// `id[package]`, wherever it appears in the picture.
    private static final Pattern NODE = Pattern.compile("(\\w+)\\[([a-z.]+)]");

    private static final Pattern ARROW =
            Pattern.compile("^ +(\\w+)(?:\\[[a-z.]+])? --> (\\w+)", Pattern.MULTILINE);

    /// Arrows that follow from others are not drawn, so what can be reached is compared.
    @Test
    void thePictureShowsTheRooms() throws IOException {
        String picture = picture();
        var packages = new HashMap<String, String>();
        matches(NODE, picture).forEach(each -> packages.put(each.group(1), each.group(2)));
        var drawn = new HashMap<String, Set<String>>();
        packages.values().forEach(each -> drawn.put(each, new TreeSet<>()));
        for (MatchResult arrow : matches(ARROW, picture)) {
            drawn.get(packages.get(arrow.group(1))).add(packages.get(arrow.group(2)));
        }

        assertThat(closure(drawn)).isEqualTo(closure(planned()));
    }

    private static String picture() throws IOException {
        Path page = ProjectRoot.root().resolve("docs/architecture.md");
        for (String part : Files.readString(page).split("```", -1)) {
            if (part.startsWith("mermaid") && part.contains("[webhook.cli]")) {
                return part;
            }
        }
        throw new AssertionError(page + " has no picture of the packages");
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().toList();
    }

    private static Map<String, Set<String>> planned() {
        var planned = new HashMap<String, Set<String>>();
        ArchitectureTest.ARROWS.forEach((room, known) -> {
            var own = new TreeSet<String>();
            known.stream()
                    .filter(each -> each.startsWith(ROOT))
                    .forEach(each -> own.add(each.substring(ROOT.length())));
            planned.put(room.substring(ROOT.length()), own);
        });
        return planned;
    }

    private static Map<String, Set<String>> closure(Map<String, Set<String>> arrows) {
        var closure = new HashMap<String, Set<String>>();
        for (String from : arrows.keySet()) {
            var reached = new HashSet<String>();
            reach(from, arrows, reached);
            closure.put(from, new TreeSet<>(reached));
        }
        return closure;
    }

    private static void reach(String from, Map<String, Set<String>> arrows, Set<String> reached) {
        for (String to : arrows.getOrDefault(from, Set.of())) {
            if (reached.add(to)) {
                reach(to, arrows, reached);
            }
        }
    }
}
