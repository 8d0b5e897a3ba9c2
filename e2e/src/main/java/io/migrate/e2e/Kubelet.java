package io.migrate.e2e;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs a Pod's init containers as kubelet does, but without isolation: mounts volumes, resolves
/// Secrets into the environment, and runs the containers in order until one fails.
///
/// @param work folder for volumes and termination messages
/// @param images folders of the application's image, by their path in the image
/// @param secrets values by `NAME/KEY`
record Kubelet(Path work, Map<String, Path> images, Map<String, String> secrets) {
    /// The result of a Pod's init containers.
    ///
    /// @param exitCode exit code of the last container that ran; 0 if all succeeded
    /// @param container name of that container
    /// @param log output of all containers
    /// @param message termination message of the last container
    record Ended(int exitCode, String container, List<String> log, String message) {
        Ended {
            log = List.copyOf(log);
        }
    }

    /// Runs the init containers of a Pod.
    ///
    /// @param pod the injected Pod
    /// @param name the name that the API server assigned
    Ended run(JsonNode pod, String name, String namespace)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work.resolve("pods").resolve(name));
        var log = new ArrayList<String>();
        Ended ended = new Ended(0, "", log, "");
        for (JsonNode container : pod.at("/spec/initContainers")) {
            ended =
                    run(
                            container,
                            folder,
                            Map.of("metadata.name", name, "metadata.namespace", namespace),
                            log);
            if (ended.exitCode() != 0) {
                break;
            }
        }
        return ended;
    }

    private Ended run(JsonNode container, Path folder, Map<String, String> fields, List<String> log)
            throws IOException, InterruptedException {
        String name = container.path("name").asText();
        var paths = new LinkedHashMap<>(images);
        for (JsonNode mount : container.path("volumeMounts")) {
            Path volume = folder.resolve("volumes").resolve(mount.path("name").asText());
            paths.put(mount.path("mountPath").asText(), Files.createDirectories(volume));
        }
        Path termination = Files.writeString(folder.resolve(name + ".termination"), "");
        var builder = new ProcessBuilder(command(container, paths)).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        builder.environment().put("MIGRATE_TERMINATION_LOG", termination.toString());
        builder.environment().put("MIGRATE_LOG_FORMAT", "text");
        for (JsonNode variable : container.path("env")) {
            builder.environment()
                    .put(variable.path("name").asText(), translate(value(variable, fields), paths));
        }
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        process.inputReader().lines().forEach(log::add);
        return new Ended(process.waitFor(), name, log, Files.readString(termination));
    }

    /// Returns the command; without one, the image's entry point runs, which is the migrator's jar.
    private static List<String> command(JsonNode container, Map<String, Path> paths) {
        if (!container.has("command")) {
            var arguments = new ArrayList<String>();
            container.path("args").forEach(each -> arguments.add(each.asText()));
            return Jars.MIGRATOR.command(arguments);
        }
        var words = new ArrayList<String>();
        container.path("command").forEach(each -> words.add(translate(each.asText(), paths)));
        return words;
    }

    private String value(JsonNode variable, Map<String, String> fields) throws IOException {
        JsonNode from = variable.path("valueFrom");
        JsonNode secret = from.path("secretKeyRef");
        if (secret.isObject()) {
            String key = secret.path("name").asText() + "/" + secret.path("key").asText();
            if (!secrets.containsKey(key)) {
                throw new IOException("no Secret " + key);
            }
            return secrets.get(key);
        }
        return from.has("fieldRef")
                ? fields.get(from.at("/fieldRef/fieldPath").asText())
                : variable.path("value").asText();
    }

    /// Translates a path in the container to a path on this machine.
    private static String translate(String word, Map<String, Path> paths) {
        for (var path : paths.entrySet()) {
            if (word.equals(path.getKey()) || word.startsWith(path.getKey() + "/")) {
                return path.getValue() + word.substring(path.getKey().length());
            }
        }
        return word;
    }
}
