package io.migrate.migrator.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An index that a script builds CONCURRENTLY, under a name that it gives. If the build does not
/// end well, PostgreSQL leaves the index there, invalid.
///
/// @param name as the catalog has it
/// @param table as the script has it, with or without schema
public record ConcurrentIndex(String name, String table) {
    private static final String BLANK = "(?:\\s|--[^\\n]*\\n|/\\*(?s:.*?)\\*/)+";
    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final Pattern CREATE =
            Pattern.compile(
                    "(?i)CREATE%1$s(?:UNIQUE%1$s)?INDEX%1$sCONCURRENTLY%1$s(?:IF%1$sNOT%1$sEXISTS%1$s)?(%2$s)%1$sON%1$s(?:ONLY%1$s)?(%2$s(?:\\.%2$s)?)"
                            .formatted(BLANK, NAME));

    /// Those of a script.
    public static List<ConcurrentIndex> in(String sql) {
        return Script.of(sql).statements().stream()
                .filter(Statement::refusesTransaction)
                .flatMap(each -> of(sql.substring(each.start(), each.end())).stream())
                .toList();
    }

    private static Optional<ConcurrentIndex> of(String statement) {
        Matcher matcher = CREATE.matcher(statement);
        return matcher.lookingAt()
                ? Optional.of(new ConcurrentIndex(folded(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    private static String folded(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }
}
