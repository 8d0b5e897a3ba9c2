package io.migrate.benchmarks.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The control groups of the Node's containers, of version 1 or 2. Kubelet's driver is cgroupfs.
///
/// @param memory the folder of the Node with the files of the memory controller
/// @param cpu the folder with the files about CPU time
record ControlGroups(Version version, Path memory, Path cpu) {
    private static final Path ALL = Path.of("/sys/fs/cgroup");
    private static final Pattern CONTAINER = Pattern.compile("[0-9a-f]{64}");
    private static final double MEBIBYTE = 1 << 20;

    /// https://docs.kernel.org/admin-guide/cgroup-v1/,
    /// https://docs.kernel.org/admin-guide/cgroup-v2.html
    enum Version {
        V1 {
            @Override
            double mebibytes(Path folder) throws IOException {
                return number(folder.resolve("memory.max_usage_in_bytes")) / MEBIBYTE;
            }

            @Override
            double cpuSeconds(Path folder) throws IOException {
                return number(folder.resolve("cpuacct.usage")) / 1e9;
            }
        },
        V2 {
            @Override
            double mebibytes(Path folder) throws IOException {
                return number(folder.resolve("memory.peak")) / MEBIBYTE;
            }

            @Override
            double cpuSeconds(Path folder) throws IOException {
                String first = Files.readAllLines(folder.resolve("cpu.stat")).getFirst();
                return Double.parseDouble(first.replace("usage_usec ", "")) / 1e6;
            }
        };

        abstract double mebibytes(Path folder) throws IOException;

        abstract double cpuSeconds(Path folder) throws IOException;

        private static double number(Path file) throws IOException {
            return Double.parseDouble(Files.readString(file).strip());
        }
    }

    /// Returns those of a Node.
    ///
    /// @param node the name of its control group
    static ControlGroups of(String node) {
        return Files.exists(ALL.resolve("cgroup.controllers"))
                ? new ControlGroups(Version.V2, ALL.resolve(node), ALL.resolve(node))
                : new ControlGroups(
                        Version.V1,
                        ALL.resolve("memory").resolve(node),
                        ALL.resolve("cpuacct").resolve(node));
    }

    /// Returns what the containers of a Pod that exist now have used, by their IDs.
    Map<String, Usage> ofPod(String uid) {
        var all = new HashMap<String, Usage>();
        for (String qos : List.of(".", "burstable", "besteffort")) {
            Path pod = Path.of("kubepods", qos, "pod" + uid);
            for (String id : containers(memory.resolve(pod))) {
                usage(pod.resolve(id)).ifPresent(each -> all.put(id, each));
            }
        }
        return all;
    }

    private static List<String> containers(Path pod) {
        if (!Files.isDirectory(pod)) {
            return List.of();
        }
        try (var folders = Files.list(pod)) {
            return folders.map(each -> each.getFileName().toString())
                    .filter(each -> CONTAINER.matcher(each).matches())
                    .toList();
        } catch (IOException | java.io.UncheckedIOException _) {
            return List.of(); // it has ended meanwhile
        }
    }

    private Optional<Usage> usage(Path container) {
        try {
            return Optional.of(
                    new Usage(
                            version.mebibytes(memory.resolve(container)),
                            version.cpuSeconds(cpu.resolve(container))));
        } catch (IOException _) {
            return Optional.empty(); // it has ended meanwhile
        }
    }
}
