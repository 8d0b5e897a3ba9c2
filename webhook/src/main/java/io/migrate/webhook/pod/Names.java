package io.migrate.webhook.pod;

import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.Fields;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The names of what is injected. Running Pods and users' tools contain them, so they must not
/// change.
public final class Names {
    /// The annotation that asks for a migration.
    public static final String ENABLED = Fields.PREFIX + "enabled";

    /// The annotation that keeps the record of the injection.
    public static final String STATUS = Fields.PREFIX + "status";

    /// The annotation for people who find the other names on a Pod and do not know them.
    public static final String ABOUT = Fields.PREFIX + "about";

    /// Its value, which is the same on every injected Pod.
    public static final String ABOUT_TEXT =
            "migrate.io, an admission webhook of this cluster, added init containers that migrate"
                + " the database before the application starts:"
                + " https://github.com/migrate-io/migrate/blob/main/docs/annotations.md#what-the-webhook-adds-to-a-pod";

    /// The label of every injected Pod.
    public static final String INJECTED = Fields.PREFIX + "injected";

    /// The label that opts out of injection.
    public static final String OPT_OUT = Fields.PREFIX + "injection";

    /// The migrator's folder with the migrations, which is its default.
    public static final String MIGRATIONS = "/migrations";

    /// The migrator's setting that says that this folder is a copy, of which it may change modes.
    public static final String DIR_COPIED = "MIGRATE_DIR_COPIED";

    /// The folder in the copying container. The mount hides what the image has there, so no image
    /// may have its migrations in this folder.
    public static final String COPY_TARGET = "/.migrate-io/files";

    /// The path of the static `cp` in the migrator image. Older versions of the image have BusyBox
    /// there, so its command line is that of `cp`.
    public static final String COPIER_IN_IMAGE = "/usr/local/lib/migrate/cp";

    /// The folder of the static `cp` in the copying container.
    public static final String COPIER_TARGET = "/.migrate-io/bin";

    /// The folder of the database's CA certificate in the migrator container.
    public static final String CA_PATH = "/etc/migrate/ca";

    /// The empty volume that hides the API token from the injected containers.
    public static final String TOKEN_VOLUME = "migrate-no-token";

    /// The folder in which containers receive their API token.
    public static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// The prefix of the names of all injected containers and volumes.
    public static final String PREFIX = "migrate-";

    private Names() {}

    /// Returns the name of the container that runs the migrations.
    public static String migrator(String policy) {
        return "migrate-" + policy;
    }

    /// Returns the name of the container that copies the migrations, and of the volume that it
    /// fills.
    public static String files(String policy) {
        return "migrate-files-" + policy;
    }

    /// Returns the name of the container that provides a `cp`, and of the volume with it.
    public static String copier(String policy) {
        return "migrate-copier-" + policy;
    }

    /// Returns the name of the volume with the CA certificate of the database.
    public static String ca(String policy) {
        return "migrate-ca-" + policy;
    }

    /// Returns the names of the containers that these policies may add.
    public static Set<String> containers(List<EffectivePolicy> policies) {
        var names = new HashSet<String>();
        for (EffectivePolicy each : policies) {
            names.add(migrator(each.name()));
            names.add(files(each.name()));
            names.add(copier(each.name()));
        }
        return Collections.unmodifiableSet(names);
    }

    /// Escapes a text so that kubelet does not expand `$(NAME)` in it
    /// (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
    public static String literal(String text) {
        return text.replace("$", "$$");
    }
}
