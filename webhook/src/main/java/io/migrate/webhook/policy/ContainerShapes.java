package io.migrate.webhook.policy;

import io.migrate.webhook.schema.Member;
import io.migrate.webhook.schema.Schema;

import java.util.List;

/// The parts of a container that a policy writes as Kubernetes does
/// (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container),
/// without what only Windows has.
final class ContainerShapes {
    private static final Schema.Text WORD =
            new Schema.Text("text of at most 253 characters", "[^\\x00-\\x1f\\x7f]+", 253);

    private static final Schema.Text RESOURCE =
            new Schema.Text(
                    "the name of a resource, like cpu or memory",
                    "[a-zA-Z0-9][-./_a-zA-Z0-9]*",
                    63);

    private static final Schema AMOUNTS = new Schema.Mapping(RESOURCE, new Schema.Amount(), 16);

    static final Schema.Structure RESOURCES =
            Schema.Structure.of(
                    Member.optional(
                            "requests",
                            AMOUNTS,
                            "What is asked for; less if the application asks for less."),
                    Member.optional("limits", AMOUNTS, "What may be used; always set on the Pod."));

    static final Schema.Structure SECURITY_CONTEXT =
            Schema.Structure.of(
                    flag("allowPrivilegeEscalation", "Whether a process may gain privileges."),
                    Member.optional("appArmorProfile", profile(), "The AppArmor profile."),
                    Member.optional(
                            "capabilities",
                            Schema.Structure.of(
                                    Member.optional("add", capabilities(), "Those added."),
                                    Member.optional("drop", capabilities(), "Those dropped.")),
                            "The Linux capabilities."),
                    flag("privileged", "Whether it runs as root of the Node."),
                    Member.optional(
                            "procMount",
                            new Schema.Choice(List.of("Default", "Unmasked")),
                            "How /proc is mounted."),
                    flag("readOnlyRootFilesystem", "Whether its root is read-only."),
                    id("runAsGroup", "The group's GID."),
                    flag("runAsNonRoot", "Whether kubelet refuses to run it as root."),
                    id("runAsUser", "The user's UID."),
                    Member.optional(
                            "seLinuxOptions",
                            Schema.Structure.of(
                                    word("level"), word("role"), word("type"), word("user")),
                            "The SELinux label."),
                    Member.optional("seccompProfile", profile(), "The seccomp profile."));

    private ContainerShapes() {}

    private static Member flag(String name, String doc) {
        return Member.optional(name, new Schema.Flag(), doc);
    }

    private static Member id(String name, String doc) {
        return Member.optional(name, new Schema.Whole(0, Integer.MAX_VALUE), doc);
    }

    private static Member word(String name) {
        return Member.optional(name, WORD, "The label's %s.".formatted(name));
    }

    private static Schema capabilities() {
        var name = new Schema.Text("the name of a capability", "[A-Z_]+", 63);
        return new Schema.Listing(name, 0, 64, new Schema.Kind.Set());
    }

    private static Schema profile() {
        return Schema.Structure.of(
                Member.required(
                        "type",
                        new Schema.Choice(List.of("RuntimeDefault", "Localhost", "Unconfined")),
                        "Whose profile it is."),
                Member.optional(
                        "localhostProfile", WORD, "The Node's own profile, with type Localhost."));
    }
}
