package io.migrate.migrator.settings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A pattern of Flyway's `ignoreMigrationPatterns`, `TYPE:STATUS`, or, which Flyway does not have,
/// `TYPE:STATUS:NAME`: the migrations that it matches are ignored. Source: Flyway's
/// ValidatePattern.
///
/// @param type of the migration
/// @param status empty: any
/// @param selection which of them
public record MigrationPattern(Type type, Optional<Status> status, Selection selection) {
    /// What a list of patterns looks like, for people.
    static final String LEGAL =
            "patterns TYPE:STATUS or TYPE:STATUS:NAME, comma-separated; TYPE is *, versioned or"
                    + " repeatable, STATUS *, missing, ignored or future, NAME that of a migration"
                    + " with * and ?, or before-first-file";

    private static final String ANY = "*";
    private static final String BEFORE_FIRST_FILE = "before-first-file";

    /// The types of migrations. Only Flyway has repeatable ones.
    public enum Type {
        /// All of them.
        ANY,
        /// Those with a version, a number, a timestamp or a name.
        VERSIONED,
        /// Flyway's `R__` files.
        REPEATABLE
    }

    /// The states that can be ignored. Flyway has `pending` too, but a run that ignores what is
    /// pending has nothing to do.
    public enum Status {
        /// It is applied, and has no file.
        MISSING,
        /// It is not applied, and belongs before one that is. Flyway does not run it.
        IGNORED,
        /// It is applied, has no file, and is newer than the folder.
        FUTURE
    }

    /// Which migrations of a type and a status.
    sealed interface Selection {
        /// All of them.
        record All() implements Selection {}

        /// Those that come before the first file of the folder.
        record BeforeFirstFile() implements Selection {}

        /// Those with a name.
        ///
        /// @param number the number that a name without wildcards begins with; empty: none
        record Named(Pattern name, Optional<String> number) implements Selection {
            private static final Pattern NUMBERED = Pattern.compile("0*(\\d+)(_[^*?]*)?");

            static Named of(String glob) {
                var number = NUMBERED.matcher(glob);
                return new Named(
                        Pattern.compile(
                                Stream.of(glob.split("(?=[*?])|(?<=[*?])"))
                                        .map(Named::piece)
                                        .collect(Collectors.joining()),
                                Pattern.DOTALL),
                        number.matches() ? Optional.of(number.group(1)) : Optional.empty());
            }

            private static String piece(String text) {
                return switch (text) {
                    case "*" -> ".*";
                    case "?" -> ".";
                    default -> Pattern.quote(text);
                };
            }

            boolean admits(Candidate candidate) {
                return Stream.concat(candidate.names().stream(), candidate.number().stream())
                                .anyMatch(each -> name.matcher(each).matches())
                        || (candidate.names().isEmpty()
                                && number.isPresent()
                                && number.equals(candidate.number()));
            }
        }
    }

    /// A migration that may be ignored.
    ///
    /// @param type never [Type#ANY]
    /// @param names the names that histories have for it; empty: they have its number only
    /// @param number its version or number, without leading zeros
    /// @param place where it belongs
    public record Candidate(
            Type type, Status status, List<String> names, Optional<String> number, Place place) {
        /// Where a migration belongs.
        public enum Place {
            /// Before the first file of the folder.
            BEFORE_FIRST_FILE,
            /// Anywhere else.
            LATER
        }
    }

    /// Parses a pattern; empty if it is none. As in Flyway, case makes no difference, except in
    /// names.
    static Optional<MigrationPattern> parse(String text) {
        String[] parts = text.split(":", 3);
        if (parts.length < 2) {
            return Optional.empty();
        }
        String type = parts[0].strip().toLowerCase(Locale.ROOT);
        String status = parts[1].strip().toLowerCase(Locale.ROOT);
        Optional<Status> named = constant(Status.values(), status);
        Optional<Selection> selection = selection(parts.length == 2 ? ANY : parts[2].strip());
        if (named.isEmpty() && !status.equals(ANY)) {
            return Optional.empty();
        }
        return (type.equals(ANY) ? Optional.of(Type.ANY) : constant(Type.values(), type))
                .filter(found -> found != Type.ANY || type.equals(ANY))
                .flatMap(found -> selection.map(each -> new MigrationPattern(found, named, each)));
    }

    private static Optional<Selection> selection(String text) {
        return switch (text) {
            case "" -> Optional.empty();
            case ANY -> Optional.of(new Selection.All());
            case BEFORE_FIRST_FILE -> Optional.of(new Selection.BeforeFirstFile());
            default -> Optional.of(Selection.Named.of(text));
        };
    }

    private static <E extends Enum<E>> Optional<E> constant(E[] values, String text) {
        return Stream.of(values).filter(each -> Spelling.of(each).equals(text)).findFirst();
    }

    /// Returns whether the migration is ignored.
    public boolean matches(Candidate candidate) {
        return (type == Type.ANY || type == candidate.type())
                && status.filter(each -> each != candidate.status()).isEmpty()
                && switch (selection) {
                    case Selection.All() -> true;
                    case Selection.BeforeFirstFile() ->
                            candidate.place() == Candidate.Place.BEFORE_FIRST_FILE;
                    case Selection.Named named -> named.admits(candidate);
                };
    }
}
