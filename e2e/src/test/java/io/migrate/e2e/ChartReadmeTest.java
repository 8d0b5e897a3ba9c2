package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of the chart's values is generated from the comments of `values.yaml`. `-Drefresh=1`
/// rewrites it: read the diff.
class ChartReadmeTest {
    private static final Path CHART = ProjectRoot.root().resolve(Helm.CHART);
    private static final Path PAGE = CHART.resolve("README.md");
    private static final String BEGIN = "<!-- values -->\n";
    private static final String END = "<!-- /values -->\n";
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");

    /// Passed by a parent chart, and no value of this one.
    private static final String GLOBAL = "global";

    /// What a parent chart names in the condition of its dependency.
    private static final String CONDITION = "enabled";

    /// A value, as a path such as `image.webhook.tag`, and its comment.
    private record Value(String path, String comment) {}

    @Test
    void theValuesAreThoseOfTheFile() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).as("the markers").containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        String expected =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
                        + table()
                        + page.substring(page.indexOf(END));
        if (System.getProperty("refresh") != null) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE))
                .as("charts/migrate-io/README.md, whose table -Drefresh=1 rewrites")
                .isEqualTo(expected);
    }

    private static String table() throws IOException {
        JsonNode defaults = Yaml.read(CHART.resolve("values.yaml"));
        return Stream.concat(
                        Stream.of("| value | default | meaning |\n", "|---|---|---|\n"),
                        values().stream().map(each -> row(each, at(defaults, each.path()))))
                .collect(Collectors.joining());
    }

    private static String row(Value value, JsonNode standard) {
        return "| `%s` | `%s` | %s |\n"
                .formatted(value.path(), standard, value.comment().replace("|", "\\|"));
    }

    private static JsonNode at(JsonNode tree, String path) {
        return tree.at("/" + path.replace('.', '/'));
    }

    /// The keys with a comment directly above them, in order. Keys without one are sections.
    private static List<Value> values() throws IOException {
        var values = new ArrayList<Value>();
        var path = new ArrayList<String>();
        var comment = new ArrayList<String>();
        for (String line : Files.readAllLines(CHART.resolve("values.yaml"))) {
            var key = KEY.matcher(line);
            if (line.strip().startsWith("# ")) {
                comment.add(line.strip().substring(2));
                continue;
            }
            if (key.matches() && key.group(1).length() / 2 <= path.size()) {
                path.subList(key.group(1).length() / 2, path.size()).clear();
                path.add(key.group(2));
                if (!comment.isEmpty()) {
                    values.add(new Value(String.join(".", path), String.join(" ", comment)));
                }
            }
            comment.clear();
        }
        return values;
    }

    /// Every value has a description: its own or that of an object that contains it.
    @Test
    void everyValueHasAComment() throws IOException {
        Set<String> described = values().stream().map(Value::path).collect(Collectors.toSet());
        assertThat(leaves("", Yaml.read(CHART.resolve("values.yaml"))))
                .hasSizeGreaterThan(30)
                .allMatch(leaf ->
                        described.stream().anyMatch(each -> (leaf + ".").startsWith(each + ".")));
    }

    private static List<String> leaves(String path, JsonNode node) {
        return node.isObject() && !node.isEmpty()
                ? node.propertyStream()
                        .flatMap(each ->
                                leaves(
                                        path.isEmpty() ? each.getKey() : path + "." + each.getKey(),
                                        each.getValue())
                                        .stream())
                        .toList()
                : List.of(path);
    }

    /// A value that the schema does not know would be refused, and one that only the schema knows
    /// would be ignored.
    @Test
    void theSchemaHasTheSameValues() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(CHART.resolve("values.schema.json").toFile());
        var paths = new TreeSet<String>();
        for (Value each : values()) {
            paths.add(each.path());
        }
        var known = new TreeSet<String>();
        collect(schema, schema, "", paths, known);
        known.remove(GLOBAL);
        known.remove(CONDITION);
        assertThat(known).isEqualTo(paths);
    }

    /// Adds the paths of a schema's properties, down to those that are values.
    private static void collect(
            JsonNode root, JsonNode schema, String path, Set<String> values, Set<String> known) {
        JsonNode resolved =
                schema.has("$ref") ? root.at(schema.path("$ref").asText().substring(1)) : schema;
        if (values.contains(path) || !resolved.has("properties")) {
            known.add(path);
            return;
        }
        assertThat(resolved.path("additionalProperties").asBoolean(true)).as(path).isFalse();
        resolved.path("properties")
                .propertyStream()
                .forEach(each ->
                        collect(
                                root,
                                each.getValue(),
                                path.isEmpty() ? each.getKey() : path + "." + each.getKey(),
                                values,
                                known));
    }
}
