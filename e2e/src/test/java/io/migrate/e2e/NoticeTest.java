package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;

/// `NOTICE` names the licence of everything that a release contains: of the libraries as the build
/// lists them, of the images as written here. `-Drefresh=1` rewrites it: read the diff.
class NoticeTest {
    private static final String HEAD =
            """
            migrate.io
            Licensed under the Apache License, Version 2.0; see the file LICENSE.

            A release contains the following works of others. Each jar in lib/ is what its project published, with the
            notices that it has in META-INF; in the image of the webhook, signatures are removed from jars, and old classes are rewritten
            for Java 6 and newer. NoticeTest writes this file from what the build lists; versions are in the SBOMs.
            """;

    private static final String IMAGES =
            """

            Images
            ------

            OpenJDK (Eclipse Temurin): GPL-2.0-only WITH Classpath-exception-2.0; /opt/java/legal has the notices of its parts
            Debian's packages of the base image, among them
              glibc: LGPL-2.1-or-later
              OpenSSL: Apache-2.0
              ca-certificates: MPL-2.0
              tzdata: public domain
              base-files, netbase, media-types: GPL-2.0-or-later and others
            libgcc_s (image of the webhook): GPL-3.0-or-later WITH GCC-exception-3.1
            Go's standard library, in cp (image of the migrator): BSD-3-Clause
            BoringSSL, in netty-tcnative-boringssl-static (image of the webhook): Apache-2.0
            """;

    /// The licences of the libraries of a program, from the list of the build, which also has what
    /// is not shipped.
    private static String libraries(Path target) throws IOException {
        var lines = new TreeSet<String>();
        JsonNode components =
                new ObjectMapper().readTree(target.resolve("bom.json").toFile()).get("components");
        try (var jars = Files.newDirectoryStream(target.resolve("lib"), "*.jar")) {
            for (Path each : jars) {
                JsonNode component = component(components, each.getFileName().toString());
                String group = component.path("group").asText();
                if (!group.equals("io.migrate")) {
                    String name = group + ":" + component.path("name").asText();
                    lines.add("%s: %s\n".formatted(name, licences(name, component)));
                }
            }
        }
        return String.join("", lines);
    }

    private static JsonNode component(JsonNode components, String jar) {
        for (JsonNode each : components) {
            String name = each.path("name").asText() + "-" + each.path("version").asText();
            if (jar.equals(name + ".jar") || jar.startsWith(name + "-linux-")) {
                return each;
            }
        }
        throw new IllegalStateException("bom.json does not list " + jar);
    }

    private static String licences(String name, JsonNode component) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : component.path("licenses")) {
            JsonNode licence = each.path("license");
            names.add(
                    licence.path("id")
                            .asText(licence.path("name").asText(each.path("expression").asText())));
        }
        if (names.isEmpty() || names.contains("")) {
            throw new IllegalStateException(name + " has no licence in its pom.xml");
        }
        var joined = new StringJoiner(" or ");
        names.forEach(joined::add);
        return joined.toString();
    }

    private static String program(String title, Path target) throws IOException {
        return "\n" + title + "\n" + "-".repeat(title.length()) + "\n\n" + libraries(target);
    }

    @Test
    void namesTheLicenceOfEveryLibrary() throws IOException {
        Path root = ProjectRoot.root();
        String notice =
                HEAD
                        + program("migrate-webhook", root.resolve("webhook/target"))
                        + program("migrate-migrator", root.resolve("migrator-image/target"))
                        + IMAGES;
        Path file = root.resolve("NOTICE");
        if (System.getProperty("refresh") != null) {
            Files.writeString(file, notice);
        }
        assertThat(Files.readString(file))
                .as("NOTICE, which -Drefresh=1 rewrites")
                .isEqualTo(notice)
                .contains("org.postgresql:postgresql: BSD-2-Clause\n");
    }

    @Test
    void aLibraryWithoutALicenceIsNotShipped(@TempDir Path target) throws IOException {
        Files.createDirectory(target.resolve("lib"));
        Files.createFile(target.resolve("lib/a-1.jar"));
        String bom =
                "{\"components\": [{\"group\": \"g\", \"name\": \"a\", \"version\": \"1\"%s}]}";
        Files.writeString(target.resolve("bom.json"), bom.formatted(""));
        assertThatIllegalStateException()
                .isThrownBy(() -> libraries(target))
                .withMessage("g:a has no licence in its pom.xml");

        String licences =
                ", \"licenses\": [{\"license\": {\"id\": \"MIT\"}}, {\"license\": {\"name\":"
                        + " \"L\"}}]";
        Files.writeString(target.resolve("bom.json"), bom.formatted(licences));
        assertThat(libraries(target)).as("negative control").isEqualTo("g:a: MIT or L\n");

        Files.createFile(target.resolve("lib/b-1.jar"));
        assertThatIllegalStateException()
                .isThrownBy(() -> libraries(target))
                .withMessage("bom.json does not list b-1.jar");
    }
}
