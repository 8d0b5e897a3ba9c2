package io.migrate.webhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.migrate.webhook.manifest.DocumentReader;
import io.migrate.webhook.manifest.ManifestFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// What is read is what was meant, and what is written is read again as it was.
class ManifestFormatTest {
    @ParameterizedTest
    @EnumSource
    void anyTextSurvives(ManifestFormat format) throws IOException {
        long seed = System.nanoTime();
        var random = new Random(seed);
        String alphabet =
                "aZ09 e_.-+:#,'\"\\/%@&*!|>?{}[]~=<\t\n\r"
                        + "\u0000\u0007\u0085\u00e9\u2028\ufeff\ud83d\ude00";
        int[] characters = alphabet.codePoints().toArray();
        for (int i = 0; i < 5_000; i++) {
            var text = new StringBuilder();
            int length = random.nextInt(10);
            for (int j = 0; j < length; j++) {
                text.appendCodePoint(characters[random.nextInt(characters.length)]);
            }
            var tree = JsonNodeFactory.instance.objectNode();
            tree.put(text.toString(), "key").putArray("list").add(text.toString()).add("z");
            tree.put("text", text.toString());
            String written = format.write(List.of(tree));
            assertThat(Run.trees(written).toString())
                    .as("seed %d: %s", seed, written)
                    .isEqualTo("[" + tree + "]");
        }
    }

    /// Others take these for numbers, dates, booleans or null unless they are in quotes.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "12e45",
                "0x1f",
                "0o17",
                "017",
                "1_000",
                "1.5",
                ".5",
                "-1",
                "+1",
                "1e3",
                "12:30:45",
                "2026-01-01",
                "yes",
                "No",
                "ON",
                "y",
                "n",
                "true",
                "NULL",
                "~",
                "",
                " ",
                ".inf",
                ".nan",
                "=",
                "<<",
                "- a",
                "a: b",
                "a #b",
                "*a",
                "&a",
                "!a",
                "@a",
                "`a",
                "%a",
                "---",
                "...",
                "?",
                "a:",
                "a "
            })
    void whatOthersWouldMisreadIsQuoted(String text) throws IOException {
        var tree = JsonNodeFactory.instance.objectNode().put("k", text);
        assertThat(ManifestFormat.YAML.write(List.of(tree))).startsWith("k: \"").endsWith("\"\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api", "registry.example.com:5000/shop/api:1.4.0", "64Mi", "50m", "--port=8080",
                "-RLf", "/app/drizzle/.", "cp -r a b", "migrate.io/enabled", "a@b.c"
            })
    void whatIsPlainStaysPlain(String text) throws IOException {
        var tree = JsonNodeFactory.instance.objectNode().put("k", text);
        assertThat(ManifestFormat.YAML.write(List.of(tree))).isEqualTo("k: " + text + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 0644                             | {\"a\":420}",
                "a: 12345678901234567890             | {\"a\":12345678901234567890}",
                "a: 1.10                             | {\"a\":1.10}",
                "a:                                  | {\"a\":null}",
                "a: \"\"                             | {\"a\":\"\"}",
                "a: [1, two, null, true]             | {\"a\":[1,\"two\",null,true]}",
                "{a: &x {b: 1}, c: *x}               | {\"a\":{\"b\":1},\"c\":{\"b\":1}}",
                "{a: &x {b: 1, c: 2}, d: {<<: *x, c: 3}} |"
                        + " {\"a\":{\"b\":1,\"c\":2},\"d\":{\"c\":3,\"b\":1}}",
                "{<<: [{a: 1}, {a: 2, b: 3}]}        | {\"a\":1,\"b\":3}",
                "{\"<<\": 1}                         | {\"<<\":1}",
            })
    void isReadAsKubectlDoes(String yaml, String json) throws IOException {
        assertThat(Run.trees(yaml).getFirst().toString()).isEqualTo(json);
    }

    @Test
    void jsonMayHaveTabsAndFollowEachOther() throws IOException {
        assertThat(Run.trees("{\n\t\"a\": 1\n}\n{\"b\": 2}").toString())
                .isEqualTo("[{\"a\":1}, {\"b\":2}]");
    }

    @Test
    void emptyDocumentsDoNotCount() throws IOException {
        assertThat(Run.trees("---\n# nothing\n---\na: 1\n---\n---\nb: 2\n")).hasSize(2);
        assertThat(Run.trees("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1\\na: 2          | 2 | Duplicate field 'a'",
                "a: [1\\nb: 2         | 2 | expected ',' or ']'",
                "a:\\n\\t- b          | 2 | cannot start any token",
                "a: 1\\nb: *gone      | 2 | alias *gone refers to no earlier object",
                "{\"a\": 1            | 1 | expected ',' or '}'",
            })
    void invalidFilesAreReportedWithTheirLine(String text, int line, String what)
            throws IOException {
        byte[] content = text.translateEscapes().getBytes(StandardCharsets.UTF_8);
        assertThat(DocumentReader.read("pod.yaml", content))
                .isInstanceOfSatisfying(
                        DocumentReader.Result.Broken.class,
                        broken ->
                                assertThat(broken.message())
                                        .startsWith("pod.yaml: line " + line + ": ")
                                        .contains(what)
                                        .doesNotContain("\n"));
    }

    @Test
    void onlyObjectsAreDocuments() throws IOException {
        JsonNode list = JsonNodeFactory.instance.arrayNode().add(1);
        byte[] content = list.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(DocumentReader.read("pod.yaml", content))
                .isEqualTo(
                        new DocumentReader.Result.Broken("pod.yaml: document 1: is not an object"));
    }
}
