package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.webhook.pod.Names;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Every relative link of a Markdown page leads to a file or folder of the repository, and its
/// anchor to a heading, named as GitHub names it.
class LinksTest {
    private static final Path ROOT = ProjectRoot.root();
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*)$");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)]\\(([^)\\s]+)\\)");

    /// Those in the root, the READMEs of its folders, and all in charts, docs and manifests.
    private static List<Path> pages() throws IOException {
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> charts = Files.walk(ROOT.resolve("charts"));
                Stream<Path> docs = Files.walk(DOCS);
                Stream<Path> manifests = Files.walk(ROOT.resolve("manifests"))) {
            return Stream.of(
                            root.flatMap(each -> Stream.of(each, each.resolve("README.md"))),
                            charts,
                            docs,
                            manifests)
                    .flatMap(each -> each)
                    .filter(each -> each.toString().endsWith(".md") && Files.exists(each))
                    .toList();
        }
    }

    private static String prose(Path page) throws IOException {
        return CODE_BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(prose(page)).results().map(link -> link.group(2)).toList();
    }

    /// Lower case, without punctuation, with hyphens for spaces, and numbered when they repeat.
    private static List<String> anchors(Path page) throws IOException {
        var anchors = new ArrayList<String>();
        Map<String, Integer> times = new HashMap<>();
        HEADING.matcher(prose(page))
                .results()
                .map(heading -> LINK.matcher(heading.group(1).strip()).replaceAll("$1"))
                .map(text -> text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", ""))
                .map(text -> text.replace(' ', '-'))
                .forEach(text ->
                        anchors.add(
                                times.merge(text, 1, Integer::sum) == 1
                                        ? text
                                        : text + "-" + (times.get(text) - 1)));
        return anchors;
    }

    private static boolean resolves(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        boolean found =
                Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
        return found || link.matches("[a-z]+:.*");
    }

    @Test
    void everyLinkResolves() throws IOException {
        var broken = new ArrayList<String>();
        for (Path page : pages()) {
            for (String link : links(page)) {
                if (!resolves(page, link)) {
                    broken.add(ROOT.relativize(page) + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void theIndexListsEveryPage() throws IOException {
        Path index = DOCS.resolve("README.md");
        assertThat(links(index))
                .containsAll(
                        pages().stream()
                                .filter(each ->
                                        DOCS.equals(each.getParent()) && !each.equals(index))
                                .map(each -> each.getFileName().toString())
                                .toList());
    }

    /// It leads to the newest version of a page of this repository.
    @Test
    void theLinkOnEveryInjectedPodResolves() throws IOException {
        String link = Names.ABOUT_TEXT.replaceFirst(".*/blob/main/", "");
        assertThat(link).doesNotContain(":");
        assertThat(resolves(ROOT.resolve("README.md"), link)).as(link).isTrue();
    }
}
