package io.migrate.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The blocks of a page that show a console: commands after `$`, and what they print, in which `…`
/// stands for anything.
final class Console {
    private static final Pattern BLOCK =
            Pattern.compile("^```console\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    /// Programs that are not here. Images are in the cluster already.
    private static final List<String> ELSEWHERE = List.of("./mvnw ", "docker ", "kind ");

    private Console() {}

    /// @param line the command
    /// @param output the lines that it prints
    record Command(String line, List<String> output) {
        /// Runs it, unless its program is not here, until it prints what the page says: a reader
        /// looks again, too.
        void run() {
            if (ELSEWHERE.stream().anyMatch(line::startsWith)) {
                return;
            }
            assertThat(line).as("a command that can be run here").matches("(kubectl|java) .*");
            if (line.contains(" get ")) {
                Node.await(
                        "output of " + line + "\n" + String.join("\n", output),
                        () -> Node.shell(line),
                        printed -> printed.exit() == 0 && isExpected(printed.output()));
            } else {
                Node.Run printed = Node.shell(line);
                assertThat(printed.exit()).as("%s: %s", line, printed.output()).isZero();
                assertThat(printed.output()).as(line).matches(this::isExpected);
            }
        }

        private boolean isExpected(String printed) {
            return output.isEmpty() || pattern().matcher(printed.strip()).matches();
        }

        private Pattern pattern() {
            return Pattern.compile(
                    output.stream().map(Command::pattern).collect(Collectors.joining("\\s*\\n")),
                    Pattern.DOTALL);
        }

        /// Columns are wider or narrower than on the page.
        private static String pattern(String text) {
            return Arrays.stream(text.split("…", -1))
                    .map(part -> part.isBlank() ? "" : Pattern.quote(part.strip()))
                    .collect(Collectors.joining(".*"));
        }
    }

    /// The commands of a page, in their order.
    static List<Command> commands(Path page) throws IOException {
        var commands = new ArrayList<Command>();
        BLOCK.matcher(Files.readString(page))
                .results()
                .flatMap(block -> block.group(1).lines())
                .forEach(line -> {
                    if (line.startsWith("$ ")) {
                        commands.add(new Command(line.substring(2), new ArrayList<>()));
                    } else {
                        commands.getLast().output().add(line);
                    }
                });
        return commands;
    }
}
