package io.migrate.migrator.formats;

import io.migrate.migrator.folder.MigrationFolder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Files whose names begin with a number, which identifies a migration of golang-migrate, goose and
/// dbmate.
///
/// @param folder that holds them
/// @param pattern of a name; its first group is the number
record NumberedFiles(MigrationFolder folder, Pattern pattern) {
    /// Flyway's column holds 50 characters, and no real number is longer.
    private static final int MAX_DIGITS = 30;

    /// One file, and its number without leading zeros.
    record File(String name, Version number) {
        Identity identity() {
            return new Identity.Versioned(number);
        }
    }

    /// All of them, by number.
    List<File> files() throws IOException {
        var files = new ArrayList<File>();
        for (String name : folder.files("")) {
            Matcher matcher = pattern.matcher(name);
            if (matcher.matches()) {
                files.add(
                        new File(name, Version.parse(significant(matcher.group(1))).orElseThrow()));
            }
        }
        files.sort((one, other) -> one.number().compareTo(other.number()));
        return files;
    }

    /// The result for two files with the same number, which no tool accepts, and for a number that
    /// Flyway's history cannot hold.
    static Optional<ReadResult> rejected(List<File> files) {
        var byNumber = new HashMap<Version, File>();
        for (File file : files) {
            if (file.number().text().length() > MAX_DIGITS) {
                return Optional.of(
                        new ReadResult.Contradictory(
                                "%s has a number of more than %d digits."
                                        .formatted(file.name(), MAX_DIGITS),
                                "Give it a shorter number."));
            }
            Optional<File> other = Optional.ofNullable(byNumber.put(file.number(), file));
            if (other.isPresent()) {
                return Optional.of(
                        new ReadResult.Contradictory(
                                "%s and %s have the same number."
                                        .formatted(other.get().name(), file.name()),
                                "Give one of them a different number."));
            }
        }
        return Optional.empty();
    }

    /// The names of SQL files that do not match the pattern.
    List<String> others() throws IOException {
        return folder.sqlFiles().stream().filter(name -> !pattern.matcher(name).matches()).toList();
    }

    /// A sentence for each folder in the folder with files that match the pattern: the tools that
    /// number their files do not read them.
    List<String> notesOnSubfolders(Tool tool) throws IOException {
        var notes = new ArrayList<String>();
        for (MigrationFolder each : folder.subfolders()) {
            for (String name : each.files(".sql")) {
                if (pattern.matcher(name).matches()) {
                    notes.add(
                            "%s/%s is in a folder of its own; the migrator ignores it, as %s does."
                                    .formatted(each.name(), name, tool.displayName()));
                }
            }
        }
        return notes;
    }

    /// Parses a number: `007` is 7. Empty above 30 digits.
    static Optional<Version> number(String digits) {
        String significant = significant(digits);
        return significant.length() > MAX_DIGITS ? Optional.empty() : Version.parse(significant);
    }

    private static String significant(String digits) {
        return digits.replaceFirst("^0+(?=.)", "");
    }

    static String withoutSuffix(String name, String suffix) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    }

    /// The entry of a row that identifies its migration by number alone.
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
