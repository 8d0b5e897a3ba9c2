package io.migrate.webhook.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.injection.Case;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The manifests that ship are those that the registry writes. `-Drefresh` rewrites them.
class DefinitionTest {
    private static final Path FOLDER = Path.of("..", "manifests", "base", "crds");

    static List<Definition> definitions() {
        return Definition.ALL;
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void theManifestIsTheRegistrys(Definition each) throws IOException {
        Path file = FOLDER.resolve(each.objectName() + ".yaml");
        String expected =
                "# Written from the registry of settings by DefinitionTest; -Drefresh rewrites"
                        + " it.\n"
                        + Case.yaml(each.manifest());
        if (System.getProperty("refresh") != null) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file)).isEqualTo(expected);
    }

    /// The API server would store it, and hide what the cluster's policy sets.
    @Test
    void nothingHasADefault() {
        assertThat(definitions())
                .allSatisfy(each -> assertThat(each.manifest().findValues("default")).isEmpty());
    }

    @Test
    void everyFieldIsDescribed() {
        var bare = new ArrayList<String>();
        for (Definition each : definitions()) {
            JsonNode schema = each.manifest().at("/spec/versions/0/schema/openAPIV3Schema");
            collect(each.kind(), schema, bare);
        }
        bare.removeIf(each -> each.endsWith(".metadata"));
        assertThat(bare).isEmpty();
    }

    private static void collect(String path, JsonNode schema, List<String> bare) {
        for (var each : schema.path("properties").properties()) {
            String below = path + "." + each.getKey();
            if (!each.getValue().path("description").asText().matches("[A-Z].*\\.")) {
                bare.add(below);
            }
            collect(below, each.getValue(), bare);
            collect(below, each.getValue().path("items"), bare);
        }
    }
}
