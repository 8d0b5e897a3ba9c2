package io.migrate.migrator.configuration;

import java.util.Optional;

/// Replaces variables in the lines of a file, where `ENVSUB` is on.
public final class GooseVariables {
    private final Placeholders placeholders;
    private boolean isOn;
    private boolean isInBlock;
    private boolean isInStatement;
    private Optional<MissingValue> missing = Optional.empty();

    /// @param placeholders the values of variables
    public GooseVariables(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    /// The first variable without a value.
    public Optional<MissingValue> missing() {
        return missing;
    }

    /// Passes an annotation, in lower case; empty if the line is none.
    public void annotation(String annotation) {
        if (annotation.equals("statementbegin") || annotation.equals("statementend")) {
            isInBlock = annotation.equals("statementbegin");
            isInStatement = false;
        }
        isOn = (isOn && !annotation.equals("envsub off")) || annotation.equals("envsub on");
    }

    /// The line with values. goose leaves out comments between statements, so they may hold
    /// anything.
    public String replaced(String line, int number) {
        String bare = line.strip();
        isInStatement = isInStatement || !(bare.isEmpty() || bare.startsWith("--"));
        if (!isOn || !isInStatement || line.indexOf('$') < 0) {
            isInStatement = isInStatement && !ends(bare);
            return line;
        }
        String content = line.stripTrailing();
        return switch (GooseText.replace(placeholders, content, number)) {
            case GooseText.Result.Replaced(String replaced) -> {
                isInStatement = !ends(replaced.stripTrailing());
                yield replaced + line.substring(content.length());
            }
            case GooseText.Result.Missing(MissingValue value) -> {
                missing = missing.or(() -> Optional.of(value));
                yield line;
            }
        };
    }

    private boolean ends(String line) {
        return !isInBlock && line.endsWith(";");
    }
}
