package io.migrate.webhook.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static PolicyReader.Result readSpec(String spec) throws IOException {
        return read(
                "{apiVersion: migrate.io/v1alpha1, kind: MigrationPolicy, metadata: {name: p},"
                        + " spec: "
                        + spec
                        + "}");
    }

    @Test
    void theSampleIsRead() throws IOException {
        var files = PolicyFiles.read(Path.of("../manifests/samples/web-shop"));
        assertThat(files.problems()).isEmpty();
        assertThat(files.policies())
                .singleElement()
                .satisfies(policy -> {
                    assertThat(policy.namespace()).isEqualTo("shop");
                    assertThat(policy.name()).isEqualTo("default");
                    assertThat(policy.values().get(Fields.TIMEOUT)).hasValue(Duration.ofMinutes(8));
                    assertThat(policy.values().get(Fields.POD_LABELS))
                            .hasValue(Map.of("migrate.io/db-access", "shop"));
                    assertThat(policy.values().get(Fields.ANNOTATION_OVERRIDES))
                            .hasValue(List.of("source", "target"));
                    assertThat(policy.values().get(Fields.ROLE)).isEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {run: {timeout: soon}} | spec.run.timeout: value "soon" is not a duration like 90s, 10m or 1h30m
                    {run: {timeout: 90}} | spec.run.timeout: value "90" is not a duration like 90s, 10m or 1h30m
                    {run: {mode: migrate}} | spec.run.mode: value "migrate" is not one of Migrate, Validate, Wait
                    {run: {tiemout: 9s}} | spec.run.tiemout: is no field of a MigrationPolicy; legal here are connectTimeout, emptySource, lockTimeout, mode, newerSchema, outOfOrder, pooler, searchPath, statementTimeout, timeout
                    {run: 7} | spec.run: value "7" is not an object
                    {database: {urlSecretKeyRef: {name: a}}} | spec.database.urlSecretKeyRef: value "{"name":"a"}" is not an object with name and key
                    {database: {urlSecretKeyRef: {name: a, key: b}, urlFile: {path: /v/url, volumeName: v}}} | spec.database.urlFile: excludes spec.database.urlSecretKeyRef; keep one
                    {database: {urlFile: {path: url, volumeName: v}}} | spec.database.urlFile: value "{"path":"url","volumeName":"v"}" is not an object with path, absolute, and volumeName
                    {database: {connection: {host: h, port: 70000, database: d}}} | spec.database.connection: value "{"host":"h","port":70000,"database":"d"}" is not an object with host, port, database, usernameSecretKeyRef and passwordSecretKeyRef
                    {source: {type: Container, container: {name: api, path: app}}} | spec.source: value "{"type":"Container","container":{"name":"api","path":"app"}}" is not one of Container, Image, ConfigMap, PersistentVolumeClaim, Migrator with its own object beside it
                    {podLabels: {a/b/c: x}} | spec.podLabels: value "{"a/b/c":"x"}" is not a map of label keys to values
                    {annotationOverrides: [sauce]} | spec.annotationOverrides: value "["sauce"]" is not a list of annotations without their prefix
                    {migrator: {image: "a b"}} | spec.migrator.image: value "a b" is not an image reference like registry.example.com/team/name:tag
                    {imageVolumes: IfSupported} | spec.imageVolumes: is no field of a MigrationPolicy; legal here are annotationOverrides, application, database, format, history, migrator, podLabels, run, source
                    """)
    void whatIsWrongIsNamed(String spec, String sentence) throws IOException {
        assertThat(readSpec(spec))
                .isInstanceOfSatisfying(
                        PolicyReader.Result.Broken.class,
                        broken ->
                                assertThat(broken.problems())
                                        .extracting(Problem::toString)
                                        .containsExactly(sentence));
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
        var read = PolicyFiles.read(folder);
        assertThat(read.policies()).isEmpty();
        assertThat(read.problems())
                .singleElement()
                .satisfies(each -> assertThat(each.field()).isEqualTo("a.yaml"));
    }
}
