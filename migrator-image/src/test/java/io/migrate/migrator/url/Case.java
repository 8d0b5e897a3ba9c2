package io.migrate.migrator.url;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One line of `url/cases.txt`; the head of the file describes the format.
///
/// @param url the connection string
/// @param expected the expected result, see [#rendered]
/// @param libpq where libpq differs: `accepts it`, `rejects it`; else empty
record Case(String url, String expected, String libpq) {
    private static final String DIFFERS = " ## libpq ";

    static List<Case> all() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Case.class.getResourceAsStream("/url/cases.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Case::of)
                    .toList();
        }
    }

    private static Case of(String line) {
        int arrow = line.indexOf(" => ");
        int mark = line.indexOf(DIFFERS);
        int end = mark < 0 ? line.length() : mark;
        return new Case(
                line.substring(0, arrow).replace("\\n", "\n").replace("\\_", " "),
                line.substring(arrow + 4, end),
                mark < 0 ? "" : line.substring(mark + DIFFERS.length()));
    }

    boolean isRejected() {
        return expected.startsWith("! ");
    }

    /// Returns a target in the format of the table.
    static List<String> rendered(ConnectionTarget target) {
        var words = new ArrayList<String>();
        words.add(target.user());
        words.add(target.password().map(Secret::value).orElse("-"));
        words.add(String.join(",", target.hosts().stream().map(Host::toString).toList()));
        words.add(target.database());
        target.properties().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .sorted()
                .forEach(words::add);
        target.schema().ifPresent(schema -> words.add("schema=" + schema));
        return words;
    }

    /// The expected words without notes and pooler.
    List<String> words() {
        return List.of(expected.split(" ; ", -1)).stream()
                .filter(word -> !word.startsWith("note ") && !word.startsWith("pooler "))
                .toList();
    }

    /// The expected text of each note.
    List<String> notes() {
        return startingWith("note ");
    }

    /// The expected text about the pooler.
    List<String> pooler() {
        return startingWith("pooler ");
    }

    private List<String> startingWith(String mark) {
        return List.of(expected.split(" ; ", -1)).stream()
                .filter(word -> word.startsWith(mark))
                .map(word -> word.substring(mark.length()))
                .toList();
    }

    @Override
    public String toString() {
        return url.replace("\n", "\\n");
    }
}
