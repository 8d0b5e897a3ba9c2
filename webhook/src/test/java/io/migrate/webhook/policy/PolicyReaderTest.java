package io.migrate.webhook.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.migrate.webhook.settings.DatabaseFields;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.settings.RunFields;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class PolicyReaderTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static PolicyReader.Result read(String yaml) throws IOException {
        return PolicyReader.read(YAML.readTree(yaml), "default");
    }

    @Test
    void theSampleIsRead() throws IOException {
        var files = new PolicyFiles("default");
        assertThat(files.add(Path.of("../manifests/samples/web-shop")))
                .isEqualTo(new PolicyFiles.Added(1, List.of()));
        assertThat(
                        files.policies(Layer.builtIn("migrator:1"))
                                .find("shop", "default")
                                .flatMap(PolicyState::inForce))
                .get()
                .satisfies(policy -> {
                    assertThat(policy.namespace()).isEqualTo("shop");
                    assertThat(policy.name()).isEqualTo("default");
                    assertThat(policy.values().get(RunFields.TIMEOUT))
                            .hasValue(Duration.ofMinutes(8));
                    assertThat(policy.values().get(Fields.POD_LABELS))
                            .hasValue(Map.of("migrate.io/db-access", "shop"));
                    assertThat(policy.values().get(Fields.ANNOTATION_OVERRIDES))
                            .hasValue(List.of("source", "target"));
                    assertThat(policy.values().get(DatabaseFields.ROLE)).isEmpty();
                });
    }

    static List<Example> bad() throws IOException {
        return Example.of("bad.yaml");
    }

    @ParameterizedTest
    @MethodSource("bad")
    void whatIsWrongIsNamed(Example example) {
        assertThat(PolicyReader.read(example.policy(), "default"))
                .isInstanceOfSatisfying(
                        PolicyReader.Result.Broken.class,
                        broken ->
                                assertThat(broken.problems())
                                        .extracting(Problem::toString)
                                        .containsExactly(example.reader()));
    }

    static List<Example> good() throws IOException {
        return Example.of("good.yaml");
    }

    @ParameterizedTest
    @MethodSource("good")
    void whatIsRightIsRead(Example example) {
        assertThat(PolicyReader.read(example.policy(), "default"))
                .isNotInstanceOf(PolicyReader.Result.Broken.class);
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() throws IOException {
        assertThat(
                        read(
                                "{apiVersion: migrate.io/v1, kind: Policy, metadata: {name:"
                                        + " files-x}, spec: {run: {timeout: x, lockTimeout: y}}}"))
                .isInstanceOfSatisfying(
                        PolicyReader.Result.Broken.class,
                        broken ->
                                assertThat(broken.problems())
                                        .extracting(Problem::field)
                                        .containsExactly(
                                                "apiVersion",
                                                "kind",
                                                "metadata.name",
                                                "spec.run.timeout",
                                                "spec.run.lockTimeout"));
    }

    @Test
    void aFileThatIsNotYamlIsNamed(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "kind: [");
        Files.writeString(folder.resolve("b.yaml"), "apiVersion: v1\nkind: Secret\n");
        Files.writeString(folder.resolve("c.txt"), "kind: [");
        var added = new PolicyFiles("default").add(folder);
        assertThat(added.policies()).isZero();
        assertThat(added.problems())
                .singleElement()
                .satisfies(each -> assertThat(each.field()).isEqualTo("a.yaml"));
    }
}
