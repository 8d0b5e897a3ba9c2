package io.migrate.migrator.formats;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a file tells the migrator: the lines `-- migrate.io: NAME` among the blank lines and the
/// lines with `--` that it begins with. Later lines, block comments and strings are not looked at.
///
/// @param known those that the migrator understands
/// @param unknown all others
public record Marks(Set<Mark> known, List<Unknown> unknown) {
    private static final Pattern LINE =
            Pattern.compile("--\\s*migrate\\.io\\s*:(.*)", Pattern.DOTALL);

    /// Copies the collections.
    public Marks {
        known = Set.copyOf(known);
        unknown = List.copyOf(unknown);
    }

    /// A mark.
    public enum Mark {
        /// The migration may be applied although it belongs before one that is applied.
        OUT_OF_ORDER;

        /// The mark as files have it: `out-of-order`.
        public String spelling() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /// All of them, comma-separated.
        public static String spellings() {
            return Stream.of(values()).map(Mark::spelling).collect(Collectors.joining(", "));
        }

        private static Optional<Mark> of(String text) {
            return Stream.of(values()).filter(each -> each.spelling().equals(text)).findFirst();
        }
    }

    /// A mark that the migrator does not understand.
    ///
    /// @param line in the file, from 1
    public record Unknown(String text, int line) {}

    /// The marks of a file.
    ///
    /// @param text all of the file
    static Marks of(String text) {
        var known = EnumSet.noneOf(Mark.class);
        var unknown = new ArrayList<Unknown>();
        int number = 0;
        for (String each : (Iterable<String>) Checksum.withoutMark(text).lines()::iterator) {
            String line = each.strip();
            number++;
            if (!line.isEmpty() && !line.startsWith("--")) {
                break;
            }
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String mark = matcher.group(1).strip();
                Mark.of(mark).ifPresent(known::add);
                if (Mark.of(mark).isEmpty()) {
                    unknown.add(new Unknown(mark, number));
                }
            }
        }
        return new Marks(known, unknown);
    }

    /// Returns whether the file has a mark.
    public boolean has(Mark mark) {
        return known.contains(mark);
    }
}
