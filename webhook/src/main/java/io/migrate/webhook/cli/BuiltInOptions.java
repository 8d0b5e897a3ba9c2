package io.migrate.webhook.cli;

import io.migrate.webhook.policy.Layer;

import picocli.CommandLine.Option;

/// The options for values that apply where no policy sets one.
final class BuiltInOptions {
    @Option(
            names = "--migrator-image",
            paramLabel = "IMAGE",
            description =
                    "migrator image where no policy sets one (default: the image of this version)")
    private String migratorImage = Version.migratorImage();

    /// The built-in values.
    Layer layer() {
        return Layer.builtIn(migratorImage);
    }
}
