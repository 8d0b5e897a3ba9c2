package io.migrate.migrator.configuration;

import java.util.Optional;

/// Replaces variables in a line as goose does between `ENVSUB ON` and `ENVSUB OFF`, with the values
/// of placeholders instead of the environment, which holds passwords. The grammar is that of
/// goose's library: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`,
/// `${NAME:offset:length}`, `${NAME?message}`; `$$`, `\$` and `$(` are text. Source:
/// mfridman/interpolate. Where goose uses an empty text for a variable that is not set, this one
/// reports it.
final class GooseText {
    private static final int MAX_DEPTH = 32;

    /// Empty if all variables count as empty texts.
    private final Optional<Placeholders> placeholders;

    private final String text;
    private int position;

    private GooseText(Optional<Placeholders> placeholders, String text) {
        this.placeholders = placeholders;
        this.text = text;
    }

    /// The result for one line.
    sealed interface Result {
        /// All variables have a value.
        record Replaced(String line) implements Result {}

        /// One has none, or the text is not of the grammar.
        record Missing(MissingValue missing) implements Result {}
    }

    /// A variable without a value, or text that is not of the grammar.
    private static final class Unresolved extends Exception {
        private static final long serialVersionUID = 1;

        Unresolved(String reason) {
            super(reason);
        }
    }

    /// Replaces the variables of a line.
    ///
    /// @param line with or without its line break
    /// @param number of the line, from 1
    static Result replace(Placeholders placeholders, String line, int number) {
        try {
            return new Result.Replaced(
                    new GooseText(Optional.of(placeholders), line).expression("", 0));
        } catch (Unresolved e) {
            return new Result.Missing(new MissingValue(number, e.getMessage()));
        }
    }

    /// Reads up to one of the characters, or to the end.
    private String expression(String stop, int depth) throws Unresolved {
        if (depth > MAX_DEPTH) {
            throw new Unresolved("the variables are nested too deeply");
        }
        var result = new StringBuilder();
        while (position < text.length() && stop.indexOf(text.charAt(position)) < 0) {
            if (take("\\\\")) {
                result.append("\\\\");
            } else if (take("\\$") || take("$$")) {
                result.append('$');
            } else if (take("$(")) {
                result.append("$(");
            } else if (text.charAt(position) == '$' && position < text.length() - 1) {
                position++;
                result.append(expansion(depth));
            } else {
                result.append(text.charAt(position++));
            }
        }
        return result.toString();
    }

    private boolean take(String token) {
        boolean isNext = text.startsWith(token, position);
        position += isNext ? token.length() : 0;
        return isNext;
    }

    private String expansion(int depth) throws Unresolved {
        if (!take("{")) {
            return required(name());
        }
        String name = name();
        if (take("}")) {
            return required(name);
        }
        Optional<String> value = value(name);
        String expanded;
        if (take(":-")) {
            Optional<String> filled = value.filter(each -> !each.isEmpty());
            expanded = orElse(filled, depth);
        } else if (take("-")) {
            expanded = orElse(value, depth);
        } else if (take("?")) {
            skip(depth);
            expanded = required(name);
        } else if (take(":")) {
            expanded = part(required(name));
        } else {
            throw notGoose();
        }
        if (!take("}")) {
            throw notGoose();
        }
        return expanded;
    }

    private String orElse(Optional<String> value, int depth) throws Unresolved {
        if (value.isEmpty()) {
            return expression("}", depth + 1);
        }
        skip(depth);
        return value.get();
    }

    /// Passes over what is not used; goose does not look up the variables in it.
    private void skip(int depth) throws Unresolved {
        var unused = new GooseText(Optional.empty(), text);
        unused.position = position;
        unused.expression("}", depth + 1);
        position = unused.position;
    }

    private Optional<String> value(String name) {
        return placeholders.map(all -> all.value(name)).orElse(Optional.of(""));
    }

    private String required(String name) throws Unresolved {
        return value(name)
                .orElseThrow(
                        () -> new Unresolved("the variable ${%s} has no value".formatted(name)));
    }

    private String name() throws Unresolved {
        int start = position;
        while (position < text.length() && isPart(text.charAt(position), position == start)) {
            position++;
        }
        if (position == start) {
            throw notGoose();
        }
        return text.substring(start, position);
    }

    private static boolean isPart(char each, boolean isFirst) {
        return Character.isLetter(each) || (!isFirst && (Character.isDigit(each) || each == '_'));
    }

    private String part(String value) throws Unresolved {
        int end = text.indexOf('}', position);
        if (end < 0) {
            throw notGoose();
        }
        String[] numbers = text.substring(position, end).split(":", -1);
        position = end;
        try {
            int from = Integer.parseInt(numbers[0].strip());
            int start =
                    Math.clamp(from < 0 ? value.length() + (long) from : from, 0, value.length());
            int length =
                    numbers.length == 1 ? value.length() : Integer.parseInt(numbers[1].strip());
            int stop =
                    Math.clamp(
                            length < 0 ? value.length() + (long) length : start + (long) length,
                            start,
                            value.length());
            return value.substring(start, stop);
        } catch (NumberFormatException _) {
            throw notGoose();
        }
    }

    private static Unresolved notGoose() {
        return new Unresolved(
                "between ENVSUB ON and ENVSUB OFF, a $ is followed by what goose does not read;"
                        + " write $$ for a dollar sign");
    }
}
