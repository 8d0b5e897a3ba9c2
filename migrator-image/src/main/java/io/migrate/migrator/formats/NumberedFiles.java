package io.migrate.migrator.formats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Folders of files whose names begin with a number, which is what golang-migrate, goose and dbmate
/// know a migration by.
///
/// @param folder where they are
/// @param shape of a name; its first group is the number
record NumberedFiles(Path folder, Pattern shape) {
    /// One file, and its number without leading zeros.
    record File(Path path, String name, Version number) {
        Identity identity() {
            return new Identity.Versioned(number);
        }
    }

    /// All of them, by number.
    List<File> files() throws IOException {
        var files = new ArrayList<File>();
        for (String name : FormatDetector.files(folder, "")) {
            Matcher matcher = shape.matcher(name);
            if (matcher.matches()) {
                files.add(
                        new File(
                                folder.resolve(name),
                                name,
                                number(matcher.group(1)).orElseThrow()));
            }
        }
        files.sort(Comparator.comparing(File::number));
        return files;
    }

    /// Two files with one number, which no tool can keep apart.
    static Optional<ReadResult> twice(List<File> files) {
        var seen = new HashMap<Version, File>();
        for (File file : files) {
            Optional<File> other = Optional.ofNullable(seen.put(file.number(), file));
            if (other.isPresent()) {
                return Optional.of(
                        new ReadResult.Contradictory(
                                "%s and %s have the same number."
                                        .formatted(other.get().name(), file.name()),
                                "Give one of them another number."));
            }
        }
        return Optional.empty();
    }

    /// Names of SQL files that are not shaped so.
    List<String> others() throws IOException {
        return FormatDetector.files(folder, ".sql").stream()
                .filter(name -> !shape.matcher(name).matches())
                .toList();
    }

    /// `007` is 7; a version of Flyway has 50 characters, more than any number has that is meant.
    static Optional<Version> number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 30 ? Optional.empty() : Version.parse(significant);
    }

    static String withoutSuffix(String name, String suffix) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    }

    /// A row whose only content is a number.
    static ToolHistory.Entry entry(
            Map<String, String> row, String number, ToolHistory.State state) {
        return new ToolHistory.Entry(
                row,
                "the migration with number " + number,
                Optional.empty(),
                number(number),
                Optional.empty(),
                Optional.ofNullable(row.get("tstamp")),
                state);
    }
}
