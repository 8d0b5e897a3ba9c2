package io.migrate.webhook.injection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What others add to an injected container: kept if it changes nothing about what runs, otherwise
/// the container is replaced.
class AdditionsTest {
    private static final String FILES = "migrate-files-default";
    private static final String MIGRATOR = "migrate-default";

    private enum Fate {
        KEPT,
        REPLACED
    }

    /// A value of a field, from `container-fields.yaml`.
    record Sample(String type, String at, String field, JsonNode value, Fate fate) {
        void set(ObjectNode container) {
            container.withObject(JsonPointer.compile(at)).set(field, value);
        }

        @Override
        public String toString() {
            return "%s.%s = %s is %s".formatted(type, field, value, fate);
        }
    }

    static List<Sample> samples() throws IOException {
        JsonNode types =
                Case.YAML.readTree(Path.of("src/test/resources/container-fields.yaml").toFile());
        var samples = new ArrayList<Sample>();
        for (var type : types.properties()) {
            for (var field : type.getValue().path("fields").properties()) {
                for (Fate fate : Fate.values()) {
                    String key = fate == Fate.KEPT ? "kept" : "replaced";
                    for (JsonNode value : field.getValue().path(key)) {
                        samples.add(
                                new Sample(
                                        type.getKey(),
                                        type.getValue().path("at").asText(),
                                        field.getKey(),
                                        value,
                                        fate));
                    }
                }
            }
        }
        return samples;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyFieldIsDecided(Sample sample) {
        ObjectNode injected = Engine.inject(Engine.pod()).pod();
        ObjectNode changed = injected.deepCopy();
        sample.set(Engine.initContainer(changed, MIGRATOR));

        switch (sample.fate()) {
            case KEPT -> assertKept(changed);
            case REPLACED -> assertReplaced(changed, injected);
        }
    }

    @Test
    void everyFieldHasASample() throws IOException {
        JsonNode types =
                Case.YAML.readTree(Path.of("src/test/resources/container-fields.yaml").toFile());
        for (var type : types.properties()) {
            assertThat(type.getValue().path("fields").properties())
                    .allSatisfy(field ->
                            assertThat(
                                            field.getValue().findValues("kept").size()
                                                    + field.getValue()
                                                            .findValues("replaced")
                                                            .size())
                                    .as("%s.%s", type.getKey(), field.getKey())
                                    .isPositive());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/securityContext",
                "/securityContext/capabilities",
                "/resources",
                "/env/0",
                "/env/0/valueFrom",
                "/volumeMounts/1"
            })
    void aFieldOfAnotherKubernetesIsNotKept(String at) {
        ObjectNode injected = Engine.inject(Engine.pod()).pod();
        ObjectNode changed = injected.deepCopy();
        ((ObjectNode) Engine.initContainer(changed, MIGRATOR).at(at)).put("future", "x");

        assertReplaced(changed, injected);

        ((ObjectNode) Engine.initContainer(changed, MIGRATOR).at(at)).putNull("future");
        assertKept(changed);
    }

    /// As older versions mounted it. The migrator changes modes in it.
    @Test
    void theCopyIsNotReadOnly() {
        ObjectNode injected = Engine.inject(Engine.pod()).pod();
        assertKept(injected.deepCopy());
        ObjectNode changed = injected.deepCopy();
        ((ObjectNode) Engine.initContainer(changed, MIGRATOR).at("/volumeMounts/1"))
                .put("readOnly", true);

        assertReplaced(changed, injected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MIGRATE_EMPTY_SOURCE",
                "MIGRATE_",
                "DATABASE_URL_FILE",
                "PGHOST",
                "PGPASSFILE",
                "PGSERVICEFILE",
                "FLYWAY_NATIVE_CONNECTORS",
                "JAVA_TOOL_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "_JAVA_OPTIONS",
                "LD_PRELOAD",
                "LD_LIBRARY_PATH",
                "LD_AUDIT",
                "LC_ALL",
                "BASH_ENV",
                "BASH_FUNC_cp%%",
                "PATH",
                "HOME",
                "GCONV_PATH",
                "LOCPATH",
                "SHELLOPTS",
                "PS4",
                "HOSTALIASES",
                "LOCALDOMAIN",
                "RES_OPTIONS"
            })
    void aVariableThatChangesWhatRunsIsNotKept(String name) {
        for (String container : List.of(MIGRATOR, FILES)) {
            ObjectNode injected = Engine.inject(Engine.pod()).pod();
            ObjectNode changed = injected.deepCopy();
            Engine.initContainer(changed, container)
                    .withArray("env")
                    .addObject()
                    .put("name", name)
                    .put("value", "mine");

            assertReplaced(changed, injected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP_PROXY",
                "HTTPS_PROXY",
                "NO_PROXY",
                "http_proxy",
                "OTEL_SERVICE_NAME",
                "DD_AGENT_HOST",
                "AWS_ROLE_ARN",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                "AZURE_CLIENT_ID",
                "DAPR_HTTP_PORT",
                "KUBERNETES_SERVICE_HOST",
                "SSL_CERT_FILE",
                "NODE_EXTRA_CA_CERTS",
                "PYTHONPATH",
                "TZ",
                "LANG",
                "TMPDIR",
                "ENV",
                "MALLOC_ARENA_MAX",
                "GLIBC_TUNABLES"
            })
    void aVariableOfAnotherInjectorIsKept(String name) {
        ObjectNode changed = Engine.inject(Engine.pod()).pod();
        for (String container : List.of(MIGRATOR, FILES)) {
            Engine.initContainer(changed, container)
                    .withArray("env")
                    .addObject()
                    .put("name", name)
                    .put("value", "x");
        }
        assertKept(changed);
    }

    /// What the webhooks of clouds add to every container of a Pod whose service account has an
    /// identity, as their documentation says: variables, a mount and its volume.
    enum Cloud {
        EKS_IRSA(
                "aws-iam-token",
                "/var/run/secrets/eks.amazonaws.com/serviceaccount",
                """
                [{name: AWS_STS_REGIONAL_ENDPOINTS, value: regional},
                 {name: AWS_DEFAULT_REGION, value: eu-west-1},
                 {name: AWS_REGION, value: eu-west-1},
                 {name: AWS_ROLE_ARN, value: "arn:aws:iam::111122223333:role/shop"},
                 {name: AWS_WEB_IDENTITY_TOKEN_FILE,
                  value: /var/run/secrets/eks.amazonaws.com/serviceaccount/token}]
                """),
        EKS_POD_IDENTITY(
                "eks-pod-identity-token",
                "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount",
                """
                [{name: AWS_CONTAINER_CREDENTIALS_FULL_URI, value: "http://169.254.170.23/v1/credentials"},
                 {name: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE,
                  value: /var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token}]
                """),
        AZURE(
                "azure-identity-token",
                "/var/run/secrets/azure/tokens",
                """
                [{name: AZURE_CLIENT_ID, value: 00000000-0000-0000-0000-000000000001},
                 {name: AZURE_TENANT_ID, value: 00000000-0000-0000-0000-000000000002},
                 {name: AZURE_FEDERATED_TOKEN_FILE, value: /var/run/secrets/azure/tokens/azure-identity-token},
                 {name: AZURE_AUTHORITY_HOST, value: "https://login.microsoftonline.com/"}]
                """),
        GOOGLE_FEDERATION(
                "gcp-iam-token",
                "/var/run/secrets/sts.googleapis.com/serviceaccount",
                """
                [{name: GOOGLE_APPLICATION_CREDENTIALS,
                  value: /var/run/secrets/sts.googleapis.com/serviceaccount/config.json},
                 {name: CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE,
                  value: /var/run/secrets/sts.googleapis.com/serviceaccount/config.json}]
                """);

        private final String volume;
        private final String path;
        private final String env;

        Cloud(String volume, String path, String env) {
            this.volume = volume;
            this.path = path;
            this.env = env;
        }

        void add(ObjectNode pod) {
            for (String container : List.of(FILES, MIGRATOR)) {
                ObjectNode init = Engine.initContainer(pod, container);
                Engine.tree("{env: %s}".formatted(env))
                        .path("env")
                        .forEach(init.withArray("env")::add);
                mount(pod, container, path);
            }
            pod.withArray("/spec/volumes")
                    .addObject()
                    .put("name", volume)
                    .putObject("projected")
                    .put("defaultMode", 420);
        }
    }

    @ParameterizedTest
    @EnumSource(Cloud.class)
    void theIdentityOfACloudIsKept(Cloud cloud) {
        for (Policies policies : List.of(Engine.policy("{}"), proxied())) {
            ObjectNode changed = Engine.inject(Engine.pod(), policies).pod();
            cloud.add(changed);

            assertThat(Engine.inject(changed, policies).patch()).isEmpty();
        }
    }

    @Test
    void aVariableOfThePolicyStaysAsItIs() {
        Policies policies = proxied();
        ObjectNode injected = Engine.inject(Engine.pod(), policies).pod();
        JsonNode intended = Engine.initContainer(injected, MIGRATOR);
        for (String change :
                List.of(
                        "{env: [{name: HTTPS_PROXY, value: other}]}",
                        "{envFrom: [{prefix: AWS_, configMapRef: {name: other}}]}",
                        "{envFrom: [{configMapRef: {name: cloud}}]}",
                        "{envFrom: []}")) {
            ObjectNode changed = injected.deepCopy();
            Engine.initContainer(changed, MIGRATOR).setAll(Engine.tree(change));

            assertThat(Engine.initContainer(Engine.inject(changed, policies).pod(), MIGRATOR))
                    .as(change)
                    .isEqualTo(intended);
        }
    }

    @Test
    void whatAnApiServerFillsInIsKept() {
        Policies policies = proxied();
        ObjectNode changed = Engine.inject(Engine.pod(), policies).pod();
        for (JsonNode variable : Engine.initContainer(changed, MIGRATOR).path("env")) {
            if (variable.at("/valueFrom/fieldRef") instanceof ObjectNode field) {
                field.put("apiVersion", "v1");
            }
            if (variable.at("/valueFrom/resourceFieldRef") instanceof ObjectNode resource) {
                resource.put("divisor", "0");
            }
        }

        assertThat(Engine.inject(changed, policies).patch()).isEmpty();
    }

    private static Policies proxied() {
        return Engine.policy(
                """
                annotationOverrides: [source]
                migrator:
                  env:
                    - {name: HTTPS_PROXY, value: "http://proxy.corp:3128"}
                    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                    - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory}}}
                  envFrom: [{prefix: AWS_, configMapRef: {name: cloud}}]
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "/usr",
                "/usr/local",
                "/usr/local/lib/migrate",
                "/usr/local/lib/migrate/migrate-migrator.jar",
                "usr/local/lib/migrate",
                "/tmp/../usr/local/lib/migrate",
                "/./opt/java",
                "/opt",
                "/opt/java/lib/security/cacerts",
                "/lib",
                "/lib64",
                "/bin",
                "/usr/bin/cp",
                "/sbin",
                "/etc",
                "/etc/ld.so.preload",
                "/etc/hosts",
                "/etc/resolv.conf",
                "/etc/passwd",
                "/home/nonroot",
                "/root",
                "/proc",
                "/dev",
                "/var",
                "/migrations",
                "/migrations/",
                "/migrations/sql",
                "/.migrate-io",
                "/.migrate-io/files",
                "/sql",
                "/sql/0001_a.sql",
                "/nix/store",
                "/var/run",
                "/var/run/secrets",
                "/run/secrets/kubernetes.io/serviceaccount",
                "/var/run/secrets/kubernetes.io/serviceaccount/token"
            })
    void aMountOverWhatTheImageNeedsIsNotKept(String path) {
        for (String container : List.of(MIGRATOR, FILES)) {
            ObjectNode injected = Engine.inject(Engine.pod()).pod();
            ObjectNode changed = injected.deepCopy();
            mount(changed, container, path);

            assertReplaced(changed, injected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/run/secrets/eks.amazonaws.com/serviceaccount",
                "/var/run/secrets/azure/tokens",
                "/var/run/secrets/tokens",
                "/var/run/secrets/istio",
                "/run/spire/sockets",
                "/vault/secrets",
                "/mnt/secrets-store",
                "/etc/ssl/certs",
                "/etc/pki/ca-trust",
                "/usr/local/share/ca-certificates/corp.crt",
                "/etc/localtime",
                "/usr/share/zoneinfo",
                "/tmp",
                "/var/log/app"
            })
    void aMountOfAnotherInjectorIsKept(String path) {
        ObjectNode changed = Engine.inject(Engine.pod()).pod();
        mount(changed, MIGRATOR, path);
        mount(changed, FILES, path);

        assertKept(changed);
    }

    /// A folder in which others may mount is closed where the migrations or the URL are in it.
    @Test
    void whatAContainerIsToldToUseIsNotMountedOver() {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.at("/metadata/annotations"))
                .put("migrate.io/source", "container/api:/mnt/$(A)/sql");
        ObjectNode injected = Engine.inject(pod).pod();
        for (String path : List.of("/mnt", "/mnt/$(A)", "/mnt/$(A)/sql", "/mnt/$(A)/sql/a")) {
            ObjectNode changed = injected.deepCopy();
            mount(changed, FILES, path);
            assertReplaced(changed, injected);
        }
        ObjectNode beside = injected.deepCopy();
        mount(beside, FILES, "/mnt/other");
        assertKept(beside);

        Policies file =
                Engine.policy(
                        """
                        database: {urlFile: {path: /vault/secrets/url, volumeName: vault-secrets}}
                        source: {type: Migrator}
                        """);
        ObjectNode withFile = Engine.inject(withoutSource(), file).pod();
        ObjectNode changed = withFile.deepCopy();
        mount(changed, MIGRATOR, "/vault/secrets/url");
        assertThat(Engine.initContainer(Engine.inject(changed, file).pod(), MIGRATOR))
                .isEqualTo(Engine.initContainer(withFile, MIGRATOR));
    }

    static Stream<String> volumes() {
        return Stream.of(
                "{hostPath: {path: /}}",
                "{emptyDir: {}, hostPath: {path: /}}",
                "{configMap: {name: sql}, emptyDir: {sizeLimit: 1Gi}}",
                "{configMap: {name: other}}",
                "{configMap: {name: sql, optional: true}}",
                "{configMap: {name: sql, items: [{key: V1__a.sql, path: V1__a.sql}]}}",
                "{configMap: {name: sql}, future: {x: 1}}");
    }

    @ParameterizedTest
    @MethodSource("volumes")
    void aVolumeWithAnotherSourceIsNotKept(String source) {
        Policies policy = Engine.policy("source: {type: ConfigMap, configMap: {name: sql}}");
        ObjectNode injected = Engine.inject(withoutSource(), policy).pod();
        ObjectNode changed = injected.deepCopy();
        ObjectNode volume = Engine.volume(changed, FILES);
        volume.removeAll().put("name", FILES).setAll(Engine.tree(source));

        ObjectNode again = Engine.inject(changed, policy).pod();

        assertThat(Engine.volume(again, FILES)).isEqualTo(Engine.volume(injected, FILES));

        Engine.volume(injected, FILES).withObject("/configMap").put("defaultMode", 420);
        assertThat(Engine.inject(injected, policy).patch()).as("the default").isEmpty();
    }

    @Test
    void aHostPathBesideAnEmptyDirIsNotKept() {
        ObjectNode injected = Engine.inject(Engine.pod()).pod();
        ObjectNode changed = injected.deepCopy();
        Engine.volume(changed, FILES).putObject("hostPath").put("path", "/");

        ObjectNode again = Engine.inject(changed).pod();

        assertThat(Engine.volume(again, FILES)).isEqualTo(Engine.volume(injected, FILES));
        Engine.volume(injected, FILES).withObject("/emptyDir").put("sizeLimit", "1Gi");
        assertKept(injected);
    }

    private static ObjectNode withoutSource() {
        ObjectNode pod = Engine.pod();
        ((ObjectNode) pod.at("/metadata/annotations")).remove("migrate.io/source");
        return pod;
    }

    private static void mount(ObjectNode pod, String container, String path) {
        ((ArrayNode) Engine.initContainer(pod, container).path("volumeMounts"))
                .addObject()
                .put("name", "mine")
                .put("mountPath", path);
    }

    private static void assertKept(ObjectNode changed) {
        assertThat(Engine.inject(changed).patch()).isEmpty();
    }

    private static void assertReplaced(ObjectNode changed, ObjectNode injected) {
        Verdict.Injected again = Engine.inject(changed);
        assertThat(again.patch()).isNotEmpty();
        for (String name : List.of(FILES, MIGRATOR)) {
            assertThat(Engine.initContainer(again.pod(), name))
                    .isEqualTo(Engine.initContainer(injected, name));
        }
        assertThat(Engine.inject(again.pod()).patch()).as("a third time").isEmpty();
    }
}
