import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/// Runs google-java-format over every Java file of the project: `check` or `apply`. The tool itself
/// takes a list of files and no patterns.
public class Format {
    private static final List<String> SKIPPED = List.of("target", ".git", "node_modules");

    static void main(String[] args) throws IOException {
        String mode = args.length == 1 ? args[0] : "";
        var command = new ArrayList<String>(List.of("--aosp"));
        switch (mode) {
            case "check" -> command.addAll(List.of("--dry-run", "--set-exit-if-changed"));
            case "apply" -> command.add("--replace");
            default -> {
                System.err.println("format: \"" + mode + "\" is neither check nor apply");
                System.exit(2);
            }
        }
        int options = command.size();
        try (var tree = Files.walk(Path.of(""))) {
            tree.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !skipped(file))
                    .sorted()
                    .forEach(file -> command.add(file.toString()));
        }
        if (command.size() == options) {
            return;
        }
        ToolProvider formatter = ToolProvider.findFirst("google-java-format").orElseThrow();
        String[] arguments = command.toArray(String[]::new);
        int exit = formatter.run(System.out, System.err, arguments);
        if (mode.equals("apply")) {
            // Its first pass can leave something for a second.
            exit = formatter.run(System.out, System.err, arguments);
        }
        if (exit != 0 && mode.equals("check")) {
            System.err.println(
                    "format: the files above are not formatted; ./mvnw -N validate -Dformat=apply");
        }
        System.exit(exit);
    }

    private static boolean skipped(Path file) {
        for (Path part : file) {
            if (SKIPPED.contains(part.toString())) {
                return true;
            }
        }
        return false;
    }
}
