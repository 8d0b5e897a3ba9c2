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

/// One migration as its tool sees it.
///
/// @param identity what identifies it in histories
/// @param name the tool's name for it, which messages show
/// @param description for the column of that name in Flyway's history
/// @param script path in the folder, with `/`
/// @param text the part of the file that is applied, unchanged
/// @param checksum Flyway's, over the unchanged text
/// @param effect what applying it does
/// @param marks the marks in its file
public record Migration(
        Identity identity,
        String name,
        String description,
        String script,
        String text,
        int checksum,
        Effect effect,
        Marks marks) {

    /// A migration that runs SQL in a transaction.
    static Migration of(Identity identity, String name, String script, String text, String sql) {
        return of(identity, name, name, script, text, new Effect.Sql(sql, Transaction.ONE));
    }

    /// A migration with any effect.
    static Migration of(
            Identity identity,
            String name,
            String description,
            String script,
            String text,
            Effect effect) {
        return new Migration(
                identity,
                name,
                description,
                script,
                text,
                Checksum.crc32(text),
                effect,
                Marks.of(text));
    }

    /// The same with the marks of a file of which only a part is applied.
    ///
    /// @param file all of its text
    Migration markedAs(String file) {
        return new Migration(
                identity, name, description, script, text, checksum, effect, Marks.of(file));
    }

    /// The SQL to run; empty if the migrator cannot run it.
    public String sql() {
        return switch (effect) {
            case Effect.Sql(String sql, Transaction _) -> sql;
            case Effect.Unsupported _, Effect.Invalid _ -> "";
        };
    }

    /// The marks of a file: the lines `-- migrate.io: NAME` among the blank lines and the lines
    /// with `--` that it begins with. Later lines, block comments and strings are not looked at.
    ///
    /// @param known those that the migrator understands
    /// @param unknown all others
    public record Marks(Set<Mark> known, List<Unknown> unknown) {
        private static final Pattern LINE =
                Pattern.compile("--\\s*migrate\\.io\\s*:(.*)", Pattern.DOTALL);

        private static final Marks NONE = new Marks(Set.of(), List.of());

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
            return beginsWithComment(text) ? read(text) : NONE;
        }

        private static boolean beginsWithComment(String text) {
            int start = text.startsWith("\uFEFF") ? 1 : 0;
            while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
                start++;
            }
            return text.startsWith("--", start);
        }

        private static Marks read(String text) {
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
}
