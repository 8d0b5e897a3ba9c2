package io.migrate.migrator.settings;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.joining;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A new command is easily forgotten in one of these places.
class CommandTest {
    static List<Command> commands() {
        return Command.all();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theParserReadsIt(Command command) {
        assertThat(SettingsParser.parse(Map.of(), List.of(command.text())))
                .isInstanceOfSatisfying(
                        Request.Run.class,
                        run -> assertThat(run.settings().command()).isEqualTo(command));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theHelpDescribesItInShortLines(Command command) {
        String help = Help.text("  0    done");
        assertThat(help.lines()).anyMatch(line -> line.startsWith("  " + command.text() + " "));
        assertThat(command.meaning().lines())
                .isNotEmpty()
                .allMatch(line -> line.length() <= 72)
                .allMatch(line -> help.lines().anyMatch(each -> each.endsWith(" " + line)));
    }

    @Test
    void anUnknownCommandIsAnsweredWithAll() {
        assertThat(SettingsParser.parse(Map.of(), List.of("frobnicate")))
                .isEqualTo(
                        new Request.Invalid(
                                List.of(
                                        "unknown command \"frobnicate\"; legal commands are "
                                                + commands().stream()
                                                        .map(Command::text)
                                                        .collect(joining(", "))),
                                Optional.empty()));
    }

    /// The README or a page in `docs`, in backticks.
    @ParameterizedTest
    @MethodSource("commands")
    void aPageNamesIt(Command command) throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("../docs"))) {
            String pages =
                    Stream.concat(Stream.of(Path.of("../README.md")), docs)
                            .filter(each -> each.toString().endsWith(".md"))
                            .map(CommandTest::read)
                            .collect(joining("\n"));
            assertThat(pages).containsPattern("`" + command.text() + "[` ]");
        }
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
