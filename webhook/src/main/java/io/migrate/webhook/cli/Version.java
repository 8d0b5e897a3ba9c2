package io.migrate.webhook.cli;

import picocli.CommandLine.IVersionProvider;

/// The version of this build, and of the migrator image that belongs to it.
final class Version implements IVersionProvider {
    private static final String MIGRATOR_REPOSITORY = "ghcr.io/migrate-io/migrator";

    /// The version from the manifest of the jar; `development` outside a jar.
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /// The migrator image of the same version as this webhook.
    static String migratorImage() {
        return MIGRATOR_REPOSITORY + ":" + number();
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "migrate-webhook " + number(),
            "Java " + Runtime.version() + ", " + System.getProperty("os.arch")
        };
    }
}
