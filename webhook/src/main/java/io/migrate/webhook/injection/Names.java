package io.migrate.webhook.injection;

import io.migrate.webhook.policy.Fields;

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

    static final String TOKEN_VOLUME = "migrate-no-token";
    static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static final String MIGRATOR = "migrate-";
    private static final String FILES = "migrate-files-";

    private Names() {}

    static String migrator(String policy) {
        return MIGRATOR + policy;
    }

    /// Both the container that copies and the volume that it fills.
    static String files(String policy) {
        return FILES + policy;
    }

    static boolean isOurs(String name) {
        return name.startsWith(MIGRATOR);
    }
}
