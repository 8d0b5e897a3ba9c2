package io.migrate.webhook.settings;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Schema;

import java.util.List;

/// The parts of a container that a policy writes as Kubernetes does
/// (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container),
/// without what only Windows has.
final class ContainerShapes {
    private static final Schema.StringSchema WORD =
            new Schema.StringSchema("text of at most 253 characters", "[^\\x00-\\x1f\\x7f]+", 253);

    private static final Schema.StringSchema RESOURCE =
            new Schema.StringSchema(
                    "the name of a resource, like cpu or memory",
                    "[a-zA-Z0-9][-./_a-zA-Z0-9]*",
                    63);

    private static final Schema AMOUNTS =
            new Schema.MapSchema(RESOURCE, new Schema.QuantitySchema(), 16);

    static final Schema.ObjectSchema RESOURCES =
            Schema.ObjectSchema.of(
                    Property.optional(
                            "requests",
                            AMOUNTS,
                            "What is asked for; less if the application asks for less."),
                    Property.optional(
                            "limits", AMOUNTS, "What may be used; always set on the Pod."));

    static final Schema.ObjectSchema SECURITY_CONTEXT =
            Schema.ObjectSchema.of(
                    flag("allowPrivilegeEscalation", "Whether a process may gain privileges."),
                    Property.optional("appArmorProfile", profile(), "The AppArmor profile."),
                    Property.optional(
                            "capabilities",
                            Schema.ObjectSchema.of(
                                    Property.optional("add", capabilities(), "Those added."),
                                    Property.optional("drop", capabilities(), "Those dropped.")),
                            "The Linux capabilities."),
                    flag("privileged", "Whether it runs as root of the Node."),
                    Property.optional(
                            "procMount",
                            new Schema.EnumSchema(List.of("Default", "Unmasked")),
                            "How /proc is mounted."),
                    flag("readOnlyRootFilesystem", "Whether its root is read-only."),
                    id("runAsGroup", "The group's GID."),
                    flag("runAsNonRoot", "Whether kubelet refuses to run it as root."),
                    id("runAsUser", "The user's UID."),
                    Property.optional(
                            "seLinuxOptions",
                            Schema.ObjectSchema.of(
                                    word("level"), word("role"), word("type"), word("user")),
                            "The SELinux label."),
                    Property.optional("seccompProfile", profile(), "The seccomp profile."));

    private ContainerShapes() {}

    private static Property flag(String name, String doc) {
        return Property.optional(name, new Schema.BooleanSchema(), doc);
    }

    private static Property id(String name, String doc) {
        return Property.optional(name, new Schema.IntegerSchema(0, Integer.MAX_VALUE), doc);
    }

    private static Property word(String name) {
        return Property.optional(name, WORD, "The label's %s.".formatted(name));
    }

    private static Schema capabilities() {
        var name = new Schema.StringSchema("the name of a capability", "[A-Z_]+", 63);
        return new Schema.ArraySchema(name, 0, 64, new Schema.Kind.Set());
    }

    private static Schema profile() {
        return Schema.ObjectSchema.of(
                Property.required(
                        "type",
                        new Schema.EnumSchema(List.of("RuntimeDefault", "Localhost", "Unconfined")),
                        "Whose profile it is."),
                Property.optional(
                        "localhostProfile", WORD, "The Node's own profile, with type Localhost."));
    }
}
