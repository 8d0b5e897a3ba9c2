package io.migrate.webhook.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a new check needs: a line in the list, a name like its class, a description, a test, and
/// its row in docs/doctor.md, which `-Drefresh` rewrites.
class ChecksTest {
    private static final Path DOCS = Path.of("..", "docs", "doctor.md");
    private static final String BEGIN = "<!-- checks -->\n";
    private static final String END = "<!-- /checks -->\n";

    @Test
    void everyCheckIsListedOnce() throws IOException, URISyntaxException {
        Path classes =
                Path.of(Check.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .resolve(Check.class.getPackageName().replace('.', '/'));
        try (var files = Files.list(classes)) {
            assertThat(Checks.ALL.stream().map(each -> each.getClass().getSimpleName()))
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(each -> each.getFileName().toString())
                                    .filter(each -> each.endsWith("Check.class"))
                                    .map(each -> each.replace(".class", ""))
                                    .filter(each -> !each.equals("Check"))
                                    .toList());
        }
    }

    @Test
    void namesFollowClasses() {
        assertThat(Checks.ALL)
                .allSatisfy(each ->
                        assertThat(each.name().toLowerCase(Locale.ROOT) + "check")
                                .isEqualToIgnoringCase(each.getClass().getSimpleName()))
                .allSatisfy(each -> assertThat(each.name()).matches("[a-z]+"));
    }

    @Test
    void theServerIsCheckedFirst() {
        assertThat(Checks.ALL.getFirst())
                .as("if it does not respond, no other check runs")
                .isInstanceOf(ServerCheck.class);
    }

    @Test
    void descriptionsAreOneLine() {
        assertThat(Checks.descriptions().values())
                .allSatisfy(each -> assertThat(each).matches("[a-z][^|\n]*[^.|\n]"));
    }

    @Test
    void everyCheckHasATest() {
        assertThat(Checks.ALL)
                .allSatisfy(each ->
                        assertThatCode(() -> Class.forName(each.getClass().getName() + "Test"))
                                .doesNotThrowAnyException());
    }

    @Test
    void theDocumentationHasAllChecks() throws IOException {
        String docs = Files.readString(DOCS);
        assertThat(docs).as("the markers").containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        String expected =
                docs.substring(0, docs.indexOf(BEGIN) + BEGIN.length())
                        + table()
                        + docs.substring(docs.indexOf(END));
        if (System.getProperty("refresh") != null) {
            Files.writeString(DOCS, expected);
        }
        assertThat(Files.readString(DOCS))
                .as("docs/doctor.md, whose table -Drefresh=1 rewrites")
                .isEqualTo(expected);
    }

    private static String table() {
        return Checks.descriptions().entrySet().stream()
                .map(each -> "| `%s` | %s |\n".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining("", "| check | verifies that |\n|---|---|\n", ""));
    }
}
