package io.migrate.migrator.url;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/// The table in `docs/database-url.md` matches the registry. `-Drefresh=1` rewrites it: read the
/// diff.
class PageTest {
    private static final Path PAGE = Path.of("..", "docs", "database-url.md");
    private static final String BEGIN = "<!-- parameters -->\n";
    private static final String END = "<!-- /parameters -->\n";

    @Test
    void thePageListsTheRegistry() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        String expected =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
                        + table()
                        + page.substring(page.indexOf(END));
        if (System.getProperty("refresh") != null) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/database-url.md, whose table -Drefresh=1 rewrites")
                .isEqualTo(expected);
    }

    private static String table() {
        return "| parameter | variable | meaning |\n|---|---|---|\n"
                + ParameterRegistry.all().stream().map(PageTest::row).collect(Collectors.joining());
    }

    private static String row(Parameter parameter) {
        return "| `%s` | %s | %s |\n"
                .formatted(
                        parameter.name(),
                        parameter.variable().map(name -> "`" + name + "`").orElse(""),
                        fate(parameter.fate()));
    }

    private static String fate(Fate fate) {
        return switch (fate) {
            case Fate.Honored(String how, var legal) ->
                    legal.isEmpty()
                            ? how
                            : how
                                    + ": "
                                    + legal.stream()
                                            .map(each -> "`" + each + "`")
                                            .collect(Collectors.joining(", "));
            case Fate.Alias(String of) -> "as `%s`".formatted(of);
            case Fate.Ignored(String why) -> "ignored: " + why;
            case Fate.Rejected(String why) -> "rejected: " + why;
        };
    }
}
