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

/// The table of `docs/annotations.md` is generated from the registry. `-Drefresh=1` rewrites it:
/// read the diff.
class AnnotationsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "annotations.md");
    private static final String BEGIN = "<!-- annotations -->\n";
    private static final String END = "<!-- /annotations -->\n";
    private static final String NONE = "none";

    /// One line of the table.
    private record Row(String key, String value, String standard, String meaning) {
        @Override
        public String toString() {
            return Stream.of(key, value, standard, meaning)
                    .map(cell -> cell.replace("|", "\\|"))
                    .collect(Collectors.joining(" | ", "| ", " |\n"));
        }
    }

    /// The two that select a Pod and its policies; they are read before any setting.
    private static final List<Row> OPT_IN =
            List.of(
                    new Row(
                            "`enabled`",
                            "one of \"true\", \"false\"",
                            NONE,
                            "whether migrations run before the Pod's application starts"),
                    new Row(
                            "`policy`",
                            "names of policies in the Pod's namespace, separated by commas",
                            code(Policies.DEFAULT),
                            "the policies that apply: one migrator for each, in this order; with"
                                    + " several, `enabled` is the only other annotation allowed"));

    @Test
    void theAnnotationsAreThoseOfTheRegistry() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).as("the markers").containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        String expected =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
                        + annotations()
                        + page.substring(page.indexOf(END));
        if (System.getProperty("refresh") != null) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/annotations.md, whose table -Drefresh=1 rewrites")
                .isEqualTo(expected);
    }

    private static String annotations() {
        var head =
                Stream.of(
                        new Row("`" + Fields.PREFIX + "…`", "value", "default", "meaning"),
                        new Row("---", "---", "---", "---"));
        String table =
                Stream.of(head, OPT_IN.stream(), Fields.annotated().map(AnnotationsPageTest::row))
                        .flatMap(rows -> rows)
                        .map(Row::toString)
                        .collect(Collectors.joining());
        return table + "\n" + whichOnesAPodMaySet() + "\n";
    }

    private static <T> Row row(Field<T> field) {
        Optional<String> standard = field.builtIn().map(field.type().text());
        return new Row(
                code(field.annotation().orElseThrow()),
                field.type().legal(),
                standard.map(AnnotationsPageTest::code).orElse(NONE),
                field.doc());
    }

    private static String whichOnesAPodMaySet() {
        String allowed =
                Fields.ANNOTATION_OVERRIDES.builtIn().orElseThrow().stream()
                        .map(AnnotationsPageTest::code)
                        .collect(Collectors.joining(", "));
        return """
        Without a policy of the namespace or the cluster, a Pod may set all of them. Under a policy,
        a Pod may always set `enabled` and `policy`, and those of the others that the policy lists in
        `annotationOverrides`. If the policy has no such list, these are
        %s.
        """
                .formatted(allowed);
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
