package io.migrate.webhook.policy;

import io.migrate.webhook.schema.Schema;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Image references by a pattern in which `*` stands for any text, slashes too. A `*` in the
/// registry's own name would let `registry.example.com.attacker.net` through, so there is none.
///
/// @param text as the policy writes it
public record ImagePattern(String text) {
    static final Schema.StringSchema GRAMMAR =
            new Schema.StringSchema(
                    "an image, or a registry, a / and a pattern with *, like"
                            + " registry.example.com/*",
                    "[a-zA-Z0-9][-._a-zA-Z0-9:]*(@[a-z0-9:]+|/[-._a-zA-Z0-9:/@*]+)?",
                    512);

    /// Whether this image is one of those.
    public boolean matches(String image) {
        return Pattern.matches(
                Arrays.stream(text.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                image);
    }
}
