package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.webhook.settings.Fields;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The chart for applications knows the settings of the webhook, all of them and no others.
/// `-Drefresh=1` rewrites its registry and the table of its README: read the diff.
class AppChartRegistryTest {
    private static final String BEGIN = "<!-- values -->\n";
    private static final String END = "<!-- /values -->\n";

    private static void assertWritten(Path file, String expected) throws IOException {
        if (System.getProperty("refresh") != null) {
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file))
                .as("%s, which -Drefresh=1 rewrites", file)
                .isEqualTo(expected);
    }

    @Test
    void theChartKnowsEverySetting() throws IOException {
        String template = AppChartRegistry.template();
        assertThat(Fields.ALL)
                .allSatisfy(field ->
                        assertThat(template).contains("\"path\":\"" + field.name() + "\""));
        assertWritten(AppChart.FOLDER.resolve("templates/_registry.tpl"), template);
    }

    @Test
    void theReadmeListsEveryValue() throws IOException {
        Path readme = AppChart.FOLDER.resolve("README.md");
        String page = Files.readString(readme);
        assertThat(page).as("the markers").containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        assertWritten(
                readme,
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
                        + AppChartRegistry.table()
                        + page.substring(page.indexOf(END)));
    }
}
