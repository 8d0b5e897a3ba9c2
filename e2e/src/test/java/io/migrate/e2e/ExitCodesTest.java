package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.migrator.report.ExitCode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Locale;
import java.util.stream.Stream;

class ExitCodesTest {
    /// Returns the section with this heading; empty if there is none.
    static String section(String page, String heading) {
        return Stream.of(page.split("\n## "))
                .filter(each -> each.startsWith(heading + "\n"))
                .findFirst()
                .orElse("");
    }

    /// Every exit code that `kubectl describe pod` shows has a section, as every alert has a
    /// runbook.
    @Test
    void everyExitCodeHasASection() throws IOException {
        String page = Files.readString(ProjectRoot.root().resolve("docs/exit-codes.md"));
        var chapters = new ArrayList<String>();
        for (ExitCode each : ExitCode.values()) {
            String heading = each.code() + " " + each.reason();
            assertThat(section(page, heading)).contains("**Means** ", "**Confirm** ", "**Mend**");
            assertThat(each.help())
                    .endsWith(
                            "docs/exit-codes.md#"
                                    + heading.toLowerCase(Locale.ROOT).replace(' ', '-'));
            chapters.add(heading);
        }
        assertThat(page.lines().filter(each -> each.matches("## \\d+ .*")))
                .map(each -> each.substring(3))
                .containsExactlyElementsOf(chapters);
    }
}
