package io.migrate.webhook.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.migrate.webhook.settings.DatabaseFields;
import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.Problem;
import io.migrate.webhook.settings.RunFields;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

/// How what the cluster, a namespace and a Pod say becomes what holds. The tables are the
/// documentation of the rules.
class CombinationTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Layer BUILT_IN = Layer.builtIn("ghcr.io/migrate-io/migrator:1");

    /// Columns: `spec.defaults` of the cluster's policy, `spec` of the namespace's, the Pod's
    /// annotations, a field, what holds of it and who set that.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    # A scalar: the strongest.
                                          |                         |               | run.timeout | 8m | built-in
                    {run: {timeout: 1m}}  |                         |               | run.timeout | 1m | cluster policy
                    {run: {timeout: 1m}}  | {run: {timeout: 2m}}    |               | run.timeout | 2m | policy default
                    {run: {timeout: 1m}}  | {run: {timeout: 2m}}    | {timeout: 3m} | run.timeout | 3m | annotation
                                          | {run: {timeout: 2m}}    | {timeout: 3m} | run.timeout | 3m | annotation
                    {run: {timeout: 1m}}  |                         | {timeout: 3m} | run.timeout | 3m | annotation
                    {run: {timeout: 1m}}  | {run: {lockTimeout: 2s}} |              | run.timeout | 1m | cluster policy
                    # Setting what holds anyway is setting it.
                                          | {run: {timeout: 8m}}    |               | run.timeout | 8m | policy default
                    # A list: the strongest, whole.
                    {run: {searchPath: [a, b]}} | {run: {searchPath: [c]}} |        | run.searchPath | c | policy default
                    {run: {searchPath: [a, b]}} |                   |               | run.searchPath | a,b | cluster policy
                    # A union: the strongest, whole.
                    {source: {type: Migrator}} | {source: {type: ConfigMap, configMap: {name: sql}}} | | source | configmap/sql | policy default
                    {source: {type: Container, container: {name: api, path: /a, copyMethod: Injected}}} | | {source: "container/web:/b"} | source | container/web:/b | annotation
                    # Variables: by name.
                    {migrator: {env: [{name: A, value: x}, {name: B, value: x}]}} | {migrator: {env: [{name: C, value: y}, {name: A, value: y}]}} | | migrator.env | A,B,C | policy default
                    {migrator: {envFrom: [{prefix: A_, secretRef: {name: a}}]}} | {migrator: {envFrom: [{prefix: B_, secretRef: {name: b}}]}} | | migrator.envFrom | B_* | policy default
                    # A map: by key.
                    {podLabels: {a: "1", b: "1"}} | {podLabels: {b: "2", c: "2"}} | | podLabels | a=1,b=2,c=2 | policy default
                    {podLabels: {a: "1"}}         | {podLabels: {}}               | | podLabels | a=1         | policy default
                    """)
    void theStrongestHolds(
            String cluster,
            String namespace,
            String annotations,
            String field,
            String value,
            String origin) {
        EffectivePolicy policy = policy(cluster, namespace, annotations);
        Field<?> found =
                Fields.ALL.stream()
                        .filter(each -> each.name().equals(field))
                        .findAny()
                        .orElseThrow();
        assertThat(policy.text(found)).hasValue(value);
        assertThat(policy.origin(found).text()).isEqualTo(origin);
    }

    /// The ways to log in exclude each other, across all who say one.
    @Test
    void theStrongestWayToLogInHolds() {
        String file = "{database: {urlFile: {path: /v/url, volumeName: v}}}";
        String secret = "{database: {urlSecretKeyRef: {name: db, key: url}}}";
        assertThat(login(policy(null, null, null))).isEqualTo("db-credentials/database-url");
        assertThat(login(policy(file, null, null))).isEqualTo("/v/url of volume v");
        assertThat(login(policy(file, secret, null))).isEqualTo("db/url");
        assertThat(login(policy(secret, file, null))).isEqualTo("/v/url of volume v");
        assertThat(login(policy(secret, file, "{database-secret: a/b}"))).isEqualTo("a/b");
    }

    private static String login(EffectivePolicy policy) {
        return policy.strongest(DatabaseFields.LOGINS).orElseThrow().text();
    }

    /// Columns: `spec.constraints`, `spec` of the namespace `shop`'s policy, the Pod's annotations,
    /// and the field that exceeds them.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                    | {migrator: {image: a/b}}   |              | none
                    {migratorImages: [registry.corp/*]}   | {migrator: {image: registry.corp/x/y:1}} | | none
                    {migratorImages: [registry.corp/*]}   | {migrator: {image: registry.corp.net/x}} | | migrator.image
                    # Built-in values are bounded too.
                    {migratorImages: [registry.corp/*]}   | {}                         |              | migrator.image
                    {migratorImages: []}                  | {}                         |              | migrator.image
                    {sourceImages: [registry.corp/*]}     | {source: {type: Image, image: {reference: registry.corp/x, path: /a}}} | | none
                    {sourceImages: [registry.corp/*]}     | {source: {type: Image, image: {reference: evil/x, path: /a}}} | | source
                    {sourceImages: [registry.corp/*]}     | {}                         | {source: "image/evil/x:/a"} | migrate.io/source
                    # The Pod's own images are no concern of it.
                    {sourceImages: []}                    | {}                         | {source: "container/api:/a"} | none
                    {podLabels: [{key: a, value: NamespaceName}]} | {podLabels: {a: shop}} |          | none
                    {podLabels: [{key: a, value: NamespaceName}]} | {podLabels: {a: other}} |         | podLabels
                    {podLabels: [{key: a, value: Any}]}   | {podLabels: {a: other}}    |              | none
                    {podLabels: [{key: a, value: Any}]}   | {podLabels: {b: other}}    |              | podLabels
                    {modes: [Wait]}                       | {run: {mode: Wait}}        |              | none
                    {modes: [Wait]}                       | {}                         |              | run.mode
                    {modes: [Wait]}                       | {}                         | {mode: migrate} | migrate.io/mode
                    {migratorEnv: []}                     | {}                         |              | none
                    {migratorEnv: []}                     | {migrator: {env: [{name: A, value: x}]}} | | migrator.env
                    {migratorEnv: [A]}                    | {migrator: {env: [{name: A, value: x}]}} | | none
                    {migratorEnv: [A]}                    | {migrator: {env: [{name: AB, value: x}]}} | | migrator.env
                    {migratorEnv: ["A*"]}                 | {migrator: {env: [{name: AB, value: x}]}} | | none
                    {migratorEnv: ["AB*"]}                | {migrator: {env: [{name: A, value: x}]}} | | migrator.env
                    {migratorEnv: ["*"]}                  | {migrator: {env: [{name: A, value: x}]}} | | none
                    # All names that begin so have to be allowed.
                    {migratorEnv: ["AWS_*"]}              | {migrator: {envFrom: [{prefix: AWS_, secretRef: {name: a}}]}} | | none
                    {migratorEnv: ["AWS_*"]}              | {migrator: {envFrom: [{prefix: AWS_X, secretRef: {name: a}}]}} | | none
                    {migratorEnv: ["AWS_*"]}              | {migrator: {envFrom: [{prefix: AWS, secretRef: {name: a}}]}} | | migrator.envFrom
                    {migratorEnv: [AWS_]}                 | {migrator: {envFrom: [{prefix: AWS_, secretRef: {name: a}}]}} | | migrator.envFrom
                    """)
    void whatHoldsStaysWithinTheConstraints(
            String constraints, String namespace, String annotations, String field) {
        Policies policies = policies("{constraints: %s}".formatted(constraints), namespace);
        EffectivePolicy policy = effective(policies, annotations);
        List<String> exceeding =
                policies.constraints().violations(policy, "shop").stream()
                        .map(Problem::field)
                        .toList();
        assertThat(exceeding).isEqualTo(field.equals("none") ? List.of() : List.of(field));
    }

    /// Columns: what the constraints let policies open, what the policy opens, what is open.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                              | {}                                     | source,format,mode,target,timeout
                    {}                              | {annotationOverrides: [role]}          | role
                    {}                              | {annotationOverrides: []}              | ''
                    {annotationOverrides: [target]} | {}                                     | target
                    {annotationOverrides: [target]} | {annotationOverrides: [role, target]}  | target
                    {annotationOverrides: []}       | {annotationOverrides: [role, target]}  | ''
                    """)
    void annotationsAreOpenIfBothOpenThem(String constraints, String namespace, String open) {
        Policies policies = policies("{constraints: %s}".formatted(constraints), namespace);
        assertThat(
                        String.join(
                                ",",
                                policies.constraints().openAnnotations(effective(policies, null))))
                .isEqualTo(open);
    }

    private static EffectivePolicy policy(String cluster, String namespace, String annotations) {
        return effective(
                policies(cluster == null ? null : "{defaults: %s}".formatted(cluster), namespace),
                annotations);
    }

    private static EffectivePolicy effective(Policies policies, String annotations) {
        EffectivePolicy rules =
                policies.find("shop", "default")
                        .flatMap(PolicyState::inForce)
                        .map(policies::under)
                        .orElseGet(policies::underNone);
        if (annotations == null) {
            return rules;
        }
        var layer = new Layer.Builder(new Origin.Annotation());
        tree(annotations)
                .properties()
                .forEach(each -> {
                    Field<?> field = Fields.byAnnotation(each.getKey()).orElseThrow();
                    put(field, each.getValue().asText(), layer);
                });
        return rules.with(layer.build());
    }

    private static <T> void put(Field<T> field, String text, Layer.Builder layer) {
        layer.put(field, field.type().parse().apply(text).orElseThrow());
    }

    private static Policies policies(String cluster, String namespace) {
        var catalog = new PolicyCatalog(BUILT_IN);
        if (cluster != null) {
            catalog.put(object(PolicyReader.CLUSTER_KIND, cluster));
        }
        if (namespace != null) {
            catalog.put(object(PolicyReader.KIND, namespace));
        }
        return catalog.snapshot();
    }

    static ObjectNode object(String kind, String spec) {
        ObjectNode object = YAML.createObjectNode();
        object.put("apiVersion", PolicyReader.API_VERSION).put("kind", kind);
        object.putObject("metadata").put("name", "default").put("namespace", "shop");
        object.set("spec", tree(spec));
        return object;
    }

    private static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    /// A policy that is edited, made invalid and corrected, and one that is deleted.
    @Test
    void theLastGoodOneStaysInForce() {
        var catalog = new PolicyCatalog(BUILT_IN);
        catalog.put(object(PolicyReader.KIND, "{run: {timeout: 1m}}"));
        assertThat(timeout(catalog)).isEqualTo(Duration.ofMinutes(1));
        catalog.put(object(PolicyReader.KIND, "{run: {timeout: 2m}}"));
        assertThat(timeout(catalog)).isEqualTo(Duration.ofMinutes(2));

        catalog.put(object(PolicyReader.KIND, "{run: {timeout: soon}}"));
        assertThat(timeout(catalog)).isEqualTo(Duration.ofMinutes(2));
        assertThat(state(catalog).problems())
                .singleElement()
                .satisfies(each -> assertThat(each.field()).isEqualTo("spec.run.timeout"));

        catalog.put(object(PolicyReader.KIND, "{run: {timeout: 3m}}"));
        assertThat(timeout(catalog)).isEqualTo(Duration.ofMinutes(3));
        assertThat(state(catalog).problems()).isEmpty();

        catalog.remove(object(PolicyReader.KIND, "{}"));
        assertThat(catalog.snapshot().find("shop", "default")).isEmpty();
        assertThat(catalog.snapshot().names("shop")).isEmpty();
    }

    @Test
    void oneThatWasNeverGoodIsThereAndNotInForce() {
        var catalog = new PolicyCatalog(BUILT_IN);
        catalog.put(object(PolicyReader.KIND, "{run: {timeout: soon}}"));
        assertThat(state(catalog)).isInstanceOf(PolicyState.Invalid.class);
        assertThat(catalog.snapshot().names("shop")).containsExactly("default");
    }

    @Test
    void theClustersLastGoodOneStaysInForceToo() {
        var catalog = new PolicyCatalog(BUILT_IN);
        catalog.put(object(PolicyReader.CLUSTER_KIND, "{constraints: {requirePolicy: true}}"));
        catalog.put(object(PolicyReader.CLUSTER_KIND, "{constraints: 7}"));
        assertThat(catalog.snapshot().constraints().policyNeeded())
                .isEqualTo(Constraints.PolicyNeeded.YES);
        catalog.remove(object(PolicyReader.CLUSTER_KIND, "{}"));
        assertThat(catalog.snapshot().constraints()).isEqualTo(Constraints.NONE);
    }

    /// A snapshot that was taken does not change.
    @Test
    void aSnapshotStaysAsItIs() {
        var catalog = new PolicyCatalog(BUILT_IN);
        catalog.put(object(PolicyReader.KIND, "{}"));
        Policies before = catalog.snapshot();
        catalog.remove(object(PolicyReader.KIND, "{}"));
        assertThat(before.names("shop")).containsExactly("default");
    }

    private static Duration timeout(PolicyCatalog catalog) {
        Policies policies = catalog.snapshot();
        return policies.under(state(catalog).inForce().orElseThrow()).get(RunFields.TIMEOUT);
    }

    private static PolicyState<MigrationPolicy> state(PolicyCatalog catalog) {
        return catalog.snapshot().find("shop", "default").orElseThrow();
    }
}
