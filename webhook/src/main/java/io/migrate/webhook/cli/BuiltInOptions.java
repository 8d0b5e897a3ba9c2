package io.migrate.webhook.cli;

import io.migrate.webhook.policy.Layer;

import picocli.CommandLine.Option;

/// What holds where no policy says otherwise, as far as an installation chooses it.
final class BuiltInOptions {
    @Option(
            names = "--migrator-image",
            paramLabel = "IMAGE",
            description =
                    "the migrator's image where no policy names one (default: that of this"
                            + " version)")
    private String migratorImage = Version.migratorImage();

    Layer layer() {
        return Layer.builtIn(migratorImage);
    }
}
