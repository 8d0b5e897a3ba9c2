package io.migrate.migrator.settings;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Constants as command lines spell them: `dry-run`.
final class Spelling {
    private Spelling() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// All constants, separated by commas.
    static String list(Enum<?>... constants) {
        return Stream.of(constants).map(Spelling::of).collect(Collectors.joining(", "));
    }

    /// The form in which texts are compared: case and dashes make no difference, as policies write
    /// `AdoptOnly` and annotations `adopt-only`.
    static String normalized(String text) {
        return text.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
