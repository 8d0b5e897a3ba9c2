package io.migrate.webhook.crd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.policy.ClusterPolicySpec;
import io.migrate.webhook.policy.PolicyName;
import io.migrate.webhook.policy.PolicyReader;
import io.migrate.webhook.policy.PolicySpec;
import io.migrate.webhook.schema.OpenApi;
import io.migrate.webhook.schema.Schema;

import java.util.List;
import java.util.Locale;

/// A `CustomResourceDefinition` of `apiextensions.k8s.io/v1`.
///
/// @param kind of the resource
/// @param shortName short name for `kubectl get`
public record Definition(
        String kind,
        String plural,
        String shortName,
        String scope,
        String description,
        PolicyName name,
        Schema.ObjectSchema spec,
        Schema.ObjectSchema status,
        List<Column> columns) {
    private static final String GROUP = "migrate.io";
    private static final String VERSION =
            PolicyReader.API_VERSION.substring(PolicyReader.API_VERSION.indexOf('/') + 1);

    /// The namespaced policy.
    public static final Definition MIGRATION_POLICY =
            new Definition(
                    PolicyReader.KIND,
                    "migrationpolicies",
                    "mpol",
                    "Namespaced",
                    "Defines how the databases of a namespace's Pods are migrated, and which fields"
                        + " Pods may override. A Pod uses the policy named default, or the policies"
                        + " named in its annotation migrate.io/policy. Fields that are not set come"
                        + " from the ClusterMigrationPolicy, then from the built-in defaults.",
                    PolicyName.NAMESPACED,
                    PolicySpec.SCHEMA,
                    PolicyStatus.NAMESPACED,
                    List.of(
                            Column.condition("Ready"),
                            Column.effective("Source", "source"),
                            Column.effective("Format", "format"),
                            Column.effective("Mode", "run.mode"),
                            Column.count("Pods", ".status.pods.injected"),
                            Column.count("Migrated", ".status.pods.migrated"),
                            Column.count("Failed", ".status.pods.failed"),
                            Column.age(),
                            Column.message().wide()));

    /// The cluster-wide policy.
    public static final Definition CLUSTER_MIGRATION_POLICY =
            new Definition(
                    PolicyReader.CLUSTER_KIND,
                    "clustermigrationpolicies",
                    "cmpol",
                    "Cluster",
                    "Defines defaults for fields that no MigrationPolicy of a namespace sets, and"
                        + " constraints that no namespace may exceed. There is one, named default.",
                    PolicyName.CLUSTER,
                    ClusterPolicySpec.SCHEMA,
                    PolicyStatus.CLUSTER,
                    List.of(
                            Column.condition("Ready"),
                            Column.flag("RequirePolicy", ".spec.constraints.requirePolicy"),
                            Column.count("Namespaces", ".status.namespaces"),
                            Column.age(),
                            Column.message().wide()));

    /// All definitions.
    public static final List<Definition> ALL = List.of(MIGRATION_POLICY, CLUSTER_MIGRATION_POLICY);

    /// Copies the collections.
    public Definition {
        columns = List.copyOf(columns);
    }

    /// Returns the object's name, `PLURAL.GROUP`.
    public String objectName() {
        return plural + "." + GROUP;
    }

    /// Its API group.
    public String group() {
        return GROUP;
    }

    /// Its only version.
    public String version() {
        return VERSION;
    }

    /// Whether its objects are namespaced.
    public boolean isNamespaced() {
        return scope.equals("Namespaced");
    }

    /// Returns the manifest.
    public ObjectNode manifest() {
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("apiVersion", "apiextensions.k8s.io/v1")
                .put("kind", "CustomResourceDefinition")
                .putObject("metadata")
                .put("name", objectName());
        ObjectNode definition = manifest.putObject("spec");
        definition.put("group", GROUP).put("scope", scope);
        ObjectNode names = definition.putObject("names");
        names.put("kind", kind)
                .put("listKind", kind + "List")
                .put("plural", plural)
                .put("singular", kind.toLowerCase(Locale.ROOT));
        names.putArray("shortNames").add(shortName);
        names.putArray("categories").add("migrate");
        ObjectNode version = definition.putArray("versions").addObject();
        version.put("name", VERSION).put("served", true).put("storage", true);
        version.putObject("subresources").putObject("status");
        var printed = version.putArray("additionalPrinterColumns");
        columns.forEach(each -> printed.add(each.tree()));
        version.putObject("schema").set("openAPIV3Schema", schema());
        return manifest;
    }

    private ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object").put("description", description);
        ObjectNode properties = schema.putObject("properties");
        text(properties, "apiVersion", "API group and version of this object.");
        text(properties, "kind", "Kind of this object.");
        properties.putObject("metadata").put("type", "object");
        described(properties, "spec", spec, "The desired settings.");
        described(properties, "status", status, "The observed state, written by migrate.io.");
        schema.putArray("x-kubernetes-validations")
                .addObject()
                .put("rule", name.rule().cel())
                .put("message", name.rule().message());
        return schema;
    }

    private static void text(ObjectNode properties, String name, String doc) {
        properties.putObject(name).put("type", "string").put("description", doc);
    }

    private static void described(
            ObjectNode properties, String name, Schema.ObjectSchema object, String doc) {
        ObjectNode property = properties.putObject(name).put("description", doc);
        property.setAll(OpenApi.of(object));
    }
}
