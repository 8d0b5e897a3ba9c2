package io.migrate.webhook.policy;

import io.migrate.webhook.schema.Schema;
import io.migrate.webhook.settings.MigratorFields;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A pattern for image references in which `*` matches any text, slashes included. It is not
/// allowed in the registry's name, where it would match `registry.example.com.attacker.net`.
///
/// @param text of the pattern
record ImagePattern(String text) {
    static final Schema.StringSchema GRAMMAR =
            new Schema.StringSchema(
                    "an image, or a registry and a pattern, like registry.example.com/*",
                    "[a-zA-Z0-9][-._a-zA-Z0-9:]*(@[a-z0-9:]+|(/[*a-zA-Z0-9][-._a-zA-Z0-9:@*]*)+)?",
                    512);

    /// Whether the pattern matches this image. What is no image reference matches no pattern:
    /// `registry.example.com/../other/x` names nothing in that registry.
    boolean matches(String image) {
        return MigratorFields.IMAGE.type().parse().apply(image).isPresent()
                && Pattern.matches(
                        Arrays.stream(text.split("\\*", -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining(".*")),
                        image);
    }
}
