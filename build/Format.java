import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.spi.ToolProvider;

/// Runs google-java-format over the Java files of the project: `check` or `apply`.
///
/// Files that an earlier run found formatted are remembered in `target/formatted.txt`, by path and
/// content, so that a local build formats only what has changed; a clean checkout checks all. What
/// `check` finds is listed in `target/unformatted.txt`, for which the build then fails.
public class Format {
    private static final List<String> SKIPPED = List.of("target", ".git", "node_modules");
    private static final Path KNOWN = Path.of("target", "formatted.txt");
    private static final Path UNFORMATTED = Path.of("target", "unformatted.txt");

    static void main(String[] args) throws IOException {
        String mode = args.length == 1 ? args[0] : "";
        if (!mode.equals("check") && !mode.equals("apply")) {
            System.err.println("format: \"" + mode + "\" is neither check nor apply");
            System.exit(2);
        }
        Files.createDirectories(KNOWN.getParent());
        Files.deleteIfExists(UNFORMATTED);
        Set<String> known =
                Files.exists(KNOWN) ? new HashSet<>(Files.readAllLines(KNOWN)) : Set.of();
        var changed = new TreeMap<String, String>(lines());
        changed.values().removeAll(known);
        if (changed.isEmpty()) {
            return;
        }
        Collection<String> failed =
                mode.equals("apply") ? apply(changed.keySet()) : check(changed.keySet());
        var formatted = new TreeMap<String, String>(lines());
        formatted.keySet().removeAll(failed);
        Files.write(KNOWN, formatted.values());
        if (!failed.isEmpty()) {
            Files.write(UNFORMATTED, failed);
            failed.forEach(file -> System.err.println("not formatted: " + file));
        }
    }

    private static Collection<String> apply(Collection<String> files) {
        // The first pass can leave something for a second.
        boolean isDone = run("--replace", files) == 0 && run("--replace", files) == 0;
        return isDone ? List.of() : files;
    }

    /// The formatter prints the names of the files that it would change.
    private static Collection<String> check(Collection<String> files) {
        var output = new StringWriter();
        try (var out = new PrintWriter(output)) {
            int exit = run("--dry-run", files, out);
            List<String> listed = output.toString().lines().filter(files::contains).toList();
            return exit == 0 || !listed.isEmpty() ? listed : files;
        }
    }

    private static int run(String option, Collection<String> files) {
        return run(option, files, new PrintWriter(System.out, true));
    }

    private static int run(String option, Collection<String> files, PrintWriter out) {
        var arguments = new ArrayList<String>(List.of("--aosp", option));
        arguments.addAll(files);
        int exit =
                ToolProvider.findFirst("google-java-format")
                        .orElseThrow()
                        .run(
                                out,
                                new PrintWriter(System.err, true),
                                arguments.toArray(String[]::new));
        out.flush();
        return exit;
    }

    /// A line for each Java file, by its path: a digest of its content, and the path.
    private static TreeMap<String, String> lines() throws IOException {
        var lines = new TreeMap<String, String>();
        try (var tree = Files.walk(Path.of(""))) {
            tree.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !isSkipped(file))
                    .forEach(file -> lines.put(file.toString(), digest(file) + " " + file));
        }
        return lines;
    }

    private static String digest(Path file) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(hash);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static boolean isSkipped(Path file) {
        for (Path part : file) {
            if (SKIPPED.contains(part.toString())) {
                return true;
            }
        }
        return false;
    }
}
