package io.migrate.benchmarks.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the images ship, without the images: the jars, on a runtime made by the same jlink, started
/// with the same options. Its parts are read from the Dockerfiles, so that they cannot differ.
public final class Shipped {
    private static final Pattern JLINK =
            Pattern.compile("jlink (--add-modules .*?) --output /opt/runtime", Pattern.DOTALL);
    private static final String HOME = "/usr/local/lib/migrate";

    private final Path module;
    private final Path folder;
    private final int memoryMiB;

    private Shipped(Path module, Path folder, int memoryMiB) {
        this.module = module;
        this.folder = folder;
        this.memoryMiB = memoryMiB;
    }

    /// The webhook, with the memory that `manifests/base` gives its container.
    public static Shipped webhook(Path root) throws IOException, InterruptedException {
        return of(root, "webhook", "migrate-webhook.jar", 256);
    }

    /// The migrator, with the memory that its container gets when nobody says otherwise.
    public static Shipped migrator(Path root) throws IOException, InterruptedException {
        return of(root, "migrator-image", "migrate-migrator.jar", 128);
    }

    /// Puts a module's image together under `benchmarks/target`.
    ///
    /// @param module `webhook` or `migrator-image`
    /// @param jar the name of its runnable jar
    private static Shipped of(Path root, String module, String jar, int memoryMiB)
            throws IOException, InterruptedException {
        var shipped =
                new Shipped(
                        root.resolve(module),
                        root.resolve("benchmarks/target/shipped/" + module),
                        memoryMiB);
        shipped.makeRuntime();
        shipped.copy(jar);
        return shipped;
    }

    /// The Java that it runs on.
    public Path java() {
        return folder.resolve("java/bin/java");
    }

    /// Where the jar lies, with its `lib` and `java.options`.
    public Path home() {
        return folder;
    }

    /// As the image's entry point starts it. Java is told of the container's limit, which it would
    /// see there by itself: what it makes of it, such as the size of its heap, is the same.
    public Program program() {
        return Program.of(
                java().toString(),
                "-XX:MaxRAM=" + memoryMiB + "m",
                "@" + folder.resolve("java.options"));
    }

    private void makeRuntime() throws IOException, InterruptedException {
        String dockerfile = Files.readString(module.resolve("Dockerfile"));
        Matcher found = JLINK.matcher(dockerfile);
        if (!found.find()) {
            throw new IOException("no jlink found in " + module.resolve("Dockerfile"));
        }
        Files.createDirectories(folder);
        Path made = folder.resolve("java.made");
        if (Files.exists(made) && Files.readString(made).equals(dockerfile)) {
            return;
        }
        call("rm", "-rf", folder.resolve("java").toString());
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "jlink").toString());
        words.addAll(List.of(found.group(1).replace("\\\n", " ").trim().split("\\s+")));
        words.addAll(List.of("--output", folder.resolve("java").toString()));
        call(words.toArray(String[]::new));
        security(dockerfile);
        Files.writeString(made, dockerfile);
    }

    /// What the Dockerfile changes in the runtime's `java.security`, by its own command.
    private void security(String dockerfile) throws IOException, InterruptedException {
        Matcher sed =
                Pattern.compile("&& (sed -i .*?) \\\\?\\s*/opt/runtime(\\S+)", Pattern.DOTALL)
                        .matcher(dockerfile);
        if (sed.find()) {
            call(
                    "sh",
                    "-c",
                    sed.group(1).replace("\\\n", " ")
                            + " "
                            + folder.resolve("java")
                            + sed.group(2));
        }
    }

    private void copy(String jar) throws IOException, InterruptedException {
        call("rm", "-rf", folder.resolve("lib").toString());
        // Times and all: an AOT cache is for the very files that it was made with.
        call("cp", "-a", module.resolve("target/lib").toString(), folder.toString());
        Files.copy(
                module.resolve("target").resolve(jar),
                folder.resolve(jar),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        String options = Files.readString(module.resolve("image/java.options"));
        Files.writeString(folder.resolve("java.options"), options.replace(HOME, folder.toString()));
    }

    /// Runs a program that is needed to put it together.
    ///
    /// @throws IOException if it ends badly; its output is among ours
    static void call(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed, see above");
        }
    }
}
