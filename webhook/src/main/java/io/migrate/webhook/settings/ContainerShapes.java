package io.migrate.webhook.settings;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Schema;

import java.util.List;

/// The parts of a container that a policy specifies in the same form as a Pod
/// (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container),
/// without the fields for Windows.
final class ContainerShapes {
    private static final Schema.StringSchema WORD =
            new Schema.StringSchema("text of at most 253 characters", "[^\\x00-\\x1f\\x7f]+", 253);

    static final Schema.ObjectSchema SECURITY_CONTEXT =
            Schema.ObjectSchema.of(
                    flag(
                            "allowPrivilegeEscalation",
                            "Whether a process can gain more privileges than its parent."),
                    Property.optional("appArmorProfile", profile(), "The AppArmor profile."),
                    Property.optional(
                            "capabilities",
                            Schema.ObjectSchema.of(
                                    Property.optional(
                                            "add", capabilities(), "The capabilities to add."),
                                    Property.optional(
                                            "drop", capabilities(), "The capabilities to drop.")),
                            "The Linux capabilities."),
                    flag(
                            "privileged",
                            "Whether the container is privileged, which is equivalent to root on"
                                    + " the Node."),
                    Property.optional(
                            "procMount",
                            new Schema.EnumSchema(List.of("Default", "Unmasked")),
                            "How /proc is mounted."),
                    flag("readOnlyRootFilesystem", "Whether the root filesystem is read-only."),
                    id("runAsGroup", "The GID to run as."),
                    flag("runAsNonRoot", "Whether kubelet refuses to run the container as root."),
                    id("runAsUser", "The UID to run as."),
                    Property.optional(
                            "seLinuxOptions",
                            Schema.ObjectSchema.of(
                                    word("level"), word("role"), word("type"), word("user")),
                            "The SELinux context."),
                    Property.optional("seccompProfile", profile(), "The seccomp profile."));

    private ContainerShapes() {}

    private static Property flag(String name, String doc) {
        return Property.optional(name, new Schema.BooleanSchema(), doc);
    }

    private static Property id(String name, String doc) {
        return Property.optional(name, new Schema.IntegerSchema(0, Integer.MAX_VALUE), doc);
    }

    private static Property word(String name) {
        return Property.optional(name, WORD, "The %s of the SELinux context.".formatted(name));
    }

    private static Schema capabilities() {
        var name =
                new Schema.StringSchema("a capability name, like NET_BIND_SERVICE", "[A-Z_]+", 63);
        return new Schema.ArraySchema(name, 0, 64, new Schema.ListType.Set());
    }

    private static Schema profile() {
        return Schema.ObjectSchema.of(
                Property.required(
                        "type",
                        new Schema.EnumSchema(List.of("RuntimeDefault", "Localhost", "Unconfined")),
                        "The kind of profile."),
                Property.optional(
                        "localhostProfile",
                        WORD,
                        "The profile on the Node; only with type Localhost."));
    }
}
