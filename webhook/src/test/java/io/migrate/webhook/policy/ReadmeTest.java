package io.migrate.webhook.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The README's table of annotations is the registry's. `-Drefresh` rewrites it: read the diff.
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final String BEGIN = "<!-- annotations -->\n";
    private static final String END = "<!-- /annotations -->\n";
    private static final String NONE = "none";

    /// One line of the table.
    private record Row(String key, String value, String standard, String does) {
        @Override
        public String toString() {
            return Stream.of(key, value, standard, does)
                    .map(cell -> cell.replace("|", "\\|"))
                    .collect(Collectors.joining(" | ", "| ", " |\n"));
        }
    }

    /// The two that decide whether and under which policies, before any setting is looked at.
    private static final List<Row> OPT_IN =
            List.of(
                    new Row(
                            "`enabled`",
                            "one of \"true\", \"false\"",
                            NONE,
                            "whether the Pod gets a migration"),
                    new Row(
                            "`policy`",
                            "names of policies in the Pod's namespace, with commas between them",
                            code(Policies.DEFAULT),
                            "the policies it is under: one migrator each, in this order; with"
                                    + " several, only `enabled` may stand beside it"));

    @Test
    void theAnnotationsAreThoseOfTheRegistry() throws IOException {
        String readme = Files.readString(README);
        assertThat(readme).as("the markers").containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        String expected =
                readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length())
                        + annotations()
                        + readme.substring(readme.indexOf(END));
        if (System.getProperty("refresh") != null) {
            Files.writeString(README, expected);
        }
        assertThat(Files.readString(README))
                .as("README.md, whose table -Drefresh=1 rewrites")
                .isEqualTo(expected);
    }

    private static String annotations() {
        var head =
                Stream.of(
                        new Row("`" + Fields.PREFIX + "…`", "value", "default", "what it says"),
                        new Row("---", "---", "---", "---"));
        String table =
                Stream.of(head, OPT_IN.stream(), Fields.annotated().map(ReadmeTest::row))
                        .flatMap(rows -> rows)
                        .map(Row::toString)
                        .collect(Collectors.joining());
        return table + "\n" + whoMaySetThem() + "\n";
    }

    private static <T> Row row(Field<T> field) {
        Optional<String> standard = field.builtIn().map(field.type().text());
        return new Row(
                code(field.annotation().orElseThrow()),
                field.type().legal(),
                standard.map(ReadmeTest::code).orElse(NONE),
                field.doc());
    }

    private static String whoMaySetThem() {
        String allowed =
                Fields.ANNOTATION_OVERRIDES.builtIn().orElseThrow().stream()
                        .map(ReadmeTest::code)
                        .collect(Collectors.joining(", "));
        return """
        Where there is no policy, neither the namespace's nor the cluster's, a Pod may set all of
        them. Under a policy it may set `enabled`, `policy`, and of the others
        %s, unless the policy's `annotationOverrides` lists
        others.
        """
                .formatted(allowed);
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
