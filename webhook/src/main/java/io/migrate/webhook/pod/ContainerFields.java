package io.migrate.webhook.pod;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.grammar.ClosedVariables;

import java.util.Map;

/// What others may change about an injected container, for every field of a container in Kubernetes
/// 1.37 (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container).
///
/// A field that is not listed must be as intended, because what a newer Kubernetes adds may change
/// what runs. If its API server sets a default there, the container is replaced and loses what
/// other injectors have added to it. It is not replaced without end: an API server calls a webhook
/// at most twice for a Pod. A test compares this list with a real API server's.
final class ContainerFields {
    private static final FieldRule CLOSED = FieldRule::same;
    private static final FieldRule OPEN = FieldRule::open;

    private static final FieldRule VARIABLE = variable(Map.of());

    /// The rule for a variable of the application, which may be optional.
    static final FieldRule APPLICATION_VARIABLE = variable(Map.of("optional", OPEN));

    private static final FieldRule MOUNT =
            FieldRule.object(
                    Map.ofEntries(
                            entry("name", CLOSED),
                            entry("mountPath", CLOSED),
                            entry("readOnly", CLOSED),
                            // Another folder of the volume holds other migrations.
                            entry("subPath", CLOSED),
                            entry("subPathExpr", CLOSED),
                            // Would let a sidecar mount something over the migrations.
                            entry("mountPropagation", FieldRule.sameOr("None")),
                            entry("recursiveReadOnly", FieldRule.sameOr("Disabled")),
                            entry("bindMountOptions", CLOSED)));

    private static final FieldRule RESOURCES =
            FieldRule.object(
                    Map.of(
                            // A LimitRange adds other resources, such as ephemeral-storage.
                            "requests",
                            ContainerFields::quantities,
                            "limits",
                            ContainerFields::quantities,
                            // Devices.
                            "claims",
                            CLOSED));

    /// OpenShift's security context constraints fill in users, SELinux levels and capabilities to
    /// drop.
    private static final FieldRule SECURITY_CONTEXT =
            FieldRule.object(
                    Map.ofEntries(
                            entry("runAsUser", OPEN),
                            entry("runAsGroup", OPEN),
                            entry(
                                    "seLinuxOptions",
                                    // The level separates Pods; another type may be privileged.
                                    FieldRule.object(
                                            Map.of(
                                                    "level", OPEN, "type", CLOSED, "role", CLOSED,
                                                    "user", CLOSED))),
                            entry(
                                    "capabilities",
                                    FieldRule.object(
                                            Map.of(
                                                    "add",
                                                    CLOSED,
                                                    "drop",
                                                    ContainerFields::atLeast))),
                            entry("privileged", CLOSED),
                            entry("allowPrivilegeEscalation", CLOSED),
                            entry("runAsNonRoot", CLOSED),
                            entry("readOnlyRootFilesystem", CLOSED),
                            entry("procMount", FieldRule.sameOr("Default")),
                            entry("seccompProfile", CLOSED),
                            entry("appArmorProfile", ContainerFields::confined),
                            // The API server refuses it in a Pod for Linux.
                            entry("windowsOptions", CLOSED)));

    /// The rule for each field of a container. {@link OpenPaths} restricts mounts further.
    static final Map<String, FieldRule> RULES =
            Map.ofEntries(
                    entry("name", CLOSED),
                    entry("image", ContainerFields::mirrored),
                    // AlwaysPullImages, an admission plugin, sets Always.
                    entry(
                            "imagePullPolicy",
                            (intended, present) ->
                                    FieldRule.open(intended, present)
                                            || present.asText().equals("Always")),
                    // What runs.
                    entry("command", CLOSED),
                    entry("args", CLOSED),
                    entry("workingDir", CLOSED),
                    entry("envFrom", CLOSED),
                    entry(
                            "env",
                            FieldRule.elements(
                                    "name",
                                    VARIABLE,
                                    each -> ClosedVariables.admit(PodView.name(each)))),
                    entry("volumeMounts", FieldRule.elements("mountPath", MOUNT, OpenPaths::admit)),
                    entry("volumeDevices", CLOSED),
                    // Whether it runs to its end before the application starts.
                    entry("restartPolicy", CLOSED),
                    entry("restartPolicyRules", CLOSED),
                    // Run other commands in the container, or end it.
                    entry("lifecycle", CLOSED),
                    entry("startupProbe", CLOSED),
                    entry("livenessProbe", CLOSED),
                    entry("readinessProbe", CLOSED),
                    // Kubelet mounts a file at this path, whatever the image has there.
                    entry("terminationMessagePath", FieldRule.sameOr("/dev/termination-log")),
                    entry("terminationMessagePolicy", CLOSED),
                    entry("resources", RESOURCES),
                    // The API server's default; without effect on init containers.
                    entry("resizePolicy", OPEN),
                    entry("securityContext", SECURITY_CONTEXT),
                    // Nobody needs these here; a terminal would change the log's format.
                    entry("ports", CLOSED),
                    entry("stdin", CLOSED),
                    entry("stdinOnce", CLOSED),
                    entry("tty", CLOSED));

    private ContainerFields() {}

    /// @param secret the open members of a reference to a Secret
    private static FieldRule variable(Map<String, FieldRule> secret) {
        // The API server's defaults.
        var field = Map.of("apiVersion", FieldRule.sameOr("v1"));
        var resource = Map.of("divisor", FieldRule.sameOr("0"));
        var source =
                Map.of(
                        "secretKeyRef",
                        FieldRule.object(secret),
                        "fieldRef",
                        FieldRule.object(field),
                        "resourceFieldRef",
                        FieldRule.object(resource));
        return FieldRule.object(Map.of("valueFrom", FieldRule.object(source)));
    }

    /// Whether two images have the same last name component, which mirrors do not change. They
    /// change registries, tags and digests.
    static boolean mirrored(JsonNode intended, JsonNode present) {
        return imageName(intended.asText()).equals(imageName(present.asText()));
    }

    private static String imageName(String reference) {
        String repository = reference.replaceFirst("@.*$", "");
        return repository.substring(repository.lastIndexOf('/') + 1).replaceFirst(":.*$", "");
    }

    private static boolean quantities(JsonNode intended, JsonNode present) {
        return intended.propertyStream()
                .allMatch(each ->
                        Quantity.parse(present.path(each.getKey()).asText())
                                .filter(other ->
                                        other.compareTo(Quantity.of(each.getValue().asText())) == 0)
                                .isPresent());
    }

    private static boolean atLeast(JsonNode intended, JsonNode present) {
        return PodView.elements(present).containsAll(PodView.elements(intended));
    }

    private static boolean confined(JsonNode intended, JsonNode present) {
        return intended.isMissingNode()
                ? !present.path("type").asText().equals("Unconfined")
                : FieldRule.same(intended, present);
    }
}
