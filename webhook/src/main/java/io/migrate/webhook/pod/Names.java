package io.migrate.webhook.pod;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.Fields;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is ours on a Pod. Persisted in running Pods and read by people: frozen.
public final class Names {
    /// The annotation that asks for a migration.
    public static final String ENABLED = Fields.PREFIX + "enabled";

    /// The annotation that keeps the record of the injection.
    public static final String STATUS = Fields.PREFIX + "status";

    /// The label of every Pod that a migration was injected into.
    public static final String INJECTED = Fields.PREFIX + "injected";

    /// The label that opts out of injection.
    public static final String OPT_OUT = Fields.PREFIX + "injection";

    /// The folder in the migrator; its own default.
    public static final String MIGRATIONS = "/migrations";

    /// The folder in the copying container: one that no image holds its migrations in, because the
    /// mount hides what the image has there.
    public static final String COPY_TARGET = "/.migrate-io/files";

    /// Where the static `cp` lies in the migrator's image, and where it is put for other images.
    public static final String COPIER_IN_IMAGE = "/usr/local/lib/migrate/cp";

    public static final String COPIER_TARGET = "/.migrate-io/bin";

    public static final String CA_PATH = "/etc/migrate/ca";
    public static final String TOKEN_VOLUME = "migrate-no-token";
    public static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// What the names of all our containers and volumes begin with.
    public static final String PREFIX = "migrate-";

    private Names() {}

    /// The container that runs the migrations.
    public static String migrator(String policy) {
        return "migrate-" + policy;
    }

    /// Both the container that copies the migrations and the volume that it fills.
    public static String files(String policy) {
        return "migrate-files-" + policy;
    }

    /// Both the container that brings a `cp` and the volume that it puts it in.
    public static String copier(String policy) {
        return "migrate-copier-" + policy;
    }

    /// The volume with the database's certificate authority.
    public static String ca(String policy) {
        return "migrate-ca-" + policy;
    }

    /// The containers that these policies may bring.
    public static Set<String> containers(List<EffectivePolicy> policies) {
        return policies.stream()
                .map(EffectivePolicy::name)
                .flatMap(name -> Stream.of(migrator(name), files(name), copier(name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The text that kubelet's expansion of `$(NAME)` turns into this one
    /// (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
    public static String literal(String text) {
        return text.replace("$", "$$");
    }
}
