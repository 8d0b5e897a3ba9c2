package io.migrate.benchmarks.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The contents of an image without a container: the jars on a runtime from the same jlink call,
/// with the same options. Everything is read from the Dockerfiles to prevent differences.
public final class ShippedImage {
    private static final Pattern JLINK =
            Pattern.compile("jlink (--add-modules .*?) --output /opt/runtime", Pattern.DOTALL);
    private static final Pattern ENTRYPOINT =
            Pattern.compile("ENTRYPOINT .*\"@/usr/local/lib/migrate/(\\S+)\"]");
    private static final String HOME = "/usr/local/lib/migrate";

    private final Path module;
    private final Path folder;
    private final int memoryMiB;

    private ShippedImage(Path module, Path folder, int memoryMiB) {
        this.module = module;
        this.folder = folder;
        this.memoryMiB = memoryMiB;
    }

    /// The webhook, with the memory limit of its container in `manifests/base`.
    public static ShippedImage webhook(Path root) throws IOException, InterruptedException {
        return of(root, "webhook", "migrate-webhook.jar", 256);
    }

    /// The migrator, with the default memory limit of its container.
    public static ShippedImage migrator(Path root) throws IOException, InterruptedException {
        return of(root, "migrator-image", "migrate-migrator.jar", 128);
    }

    /// Assembles a module's image under `benchmarks/target`.
    ///
    /// @param module `webhook` or `migrator-image`
    /// @param jar the name of its runnable jar
    private static ShippedImage of(Path root, String module, String jar, int memoryMiB)
            throws IOException, InterruptedException {
        var shipped =
                new ShippedImage(
                        root.resolve(module),
                        root.resolve("benchmarks/target/shipped/" + module),
                        memoryMiB);
        shipped.makeRuntime();
        shipped.copy(jar);
        return shipped;
    }

    /// The `java` of its runtime.
    public Path java() {
        return folder.resolve("java/bin/java");
    }

    /// The folder with the jar, its `lib` and the files with Java's options.
    public Path home() {
        return folder;
    }

    /// The command of the image's entry point.
    public Program program() throws IOException {
        String dockerfile = Files.readString(module.resolve("Dockerfile"));
        Matcher found = ENTRYPOINT.matcher(dockerfile);
        if (!found.find()) {
            throw new IOException("no entry point found in " + module.resolve("Dockerfile"));
        }
        return Program.of(java().toString(), "@" + folder.resolve(found.group(1)));
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

    /// Applies the Dockerfile's changes to the runtime's `java.security`.
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
        // Preserve timestamps: an AOT cache is valid only for unchanged files.
        call("cp", "-a", module.resolve("target/lib").toString(), folder.toString());
        Files.copy(
                module.resolve("target").resolve(jar),
                folder.resolve(jar),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        try (var files = Files.newDirectoryStream(module.resolve("image"), "*.options")) {
            for (Path each : files) {
                // The memory limit, which Java would detect in a container, so that the heap has
                // the
                // same size.
                Files.writeString(
                        folder.resolve(each.getFileName()),
                        "-XX:MaxRAM=%dm%n".formatted(memoryMiB)
                                + Files.readString(each).replace(HOME, folder.toString()));
            }
        }
    }

    /// Runs a build command.
    ///
    /// @throws IOException if it fails; its errors go to standard error
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
