package io.migrate.webhook.injection;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.policy.Fields;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is ours on a Pod. Persisted in running Pods and read by people: frozen.
final class Names {
    static final String STATUS = Fields.PREFIX + Annotations.STATUS;
    static final String INJECTED = Fields.PREFIX + "injected";
    static final String OPT_OUT = Fields.PREFIX + "injection";

    /// The folder in the migrator; its own default.
    static final String MIGRATIONS = "/migrations";

    /// The folder in the copying container: one that no image holds its migrations in, because the
    /// mount hides what the image has there.
    static final String COPY_TARGET = "/.migrate-io/files";

    /// Where the static `cp` lies in the migrator's image, and where it is put for other images.
    static final String COPIER_IN_IMAGE = "/usr/local/lib/migrate/cp";

    static final String COPIER_TARGET = "/.migrate-io/bin";

    static final String CA_PATH = "/etc/migrate/ca";
    static final String TOKEN_VOLUME = "migrate-no-token";
    static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// What the names of all our containers and volumes begin with.
    static final String PREFIX = "migrate-";

    private Names() {}

    /// The container that runs the migrations.
    static String migrator(String policy) {
        return "migrate-" + policy;
    }

    /// Both the container that copies the migrations and the volume that it fills.
    static String files(String policy) {
        return "migrate-files-" + policy;
    }

    /// Both the container that brings a `cp` and the volume that it puts it in.
    static String copier(String policy) {
        return "migrate-copier-" + policy;
    }

    /// The volume with the database's certificate authority.
    static String ca(String policy) {
        return "migrate-ca-" + policy;
    }

    /// The containers that these policies may bring.
    static Set<String> containers(List<EffectivePolicy> policies) {
        return policies.stream()
                .map(EffectivePolicy::name)
                .flatMap(name -> Stream.of(migrator(name), files(name), copier(name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The text that kubelet's expansion of `$(NAME)` turns into this one
    /// (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
    static String literal(String text) {
        return text.replace("$", "$$");
    }
}
