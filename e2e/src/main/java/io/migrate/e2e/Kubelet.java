package io.migrate.e2e;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Does what kubelet does with a Pod's injected init containers, less the isolation: mounts
/// volumes, resolves Secrets into the environment, runs one container after the other until one
/// fails.
///
/// @param work where volumes and termination messages go
/// @param images folders of the application's image, by their path in it
/// @param secrets values by `NAME/KEY`
record Kubelet(Path work, Map<String, Path> images, Map<String, String> secrets) {
    /// How a Pod's init containers ended.
    ///
    /// @param exitCode of the last one that ran; 0 if all succeeded
    /// @param container that one's name
    /// @param log what all of them wrote
    /// @param message what the last one left as its termination message
    record Ended(int exitCode, String container, List<String> log, String message) {
        Ended {
            log = List.copyOf(log);
        }
    }

    /// Runs the init containers of a Pod.
    ///
    /// @param pod that the webhook has injected into
    /// @param name that the API server gave it
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
        var places = new LinkedHashMap<>(images);
        for (JsonNode mount : container.path("volumeMounts")) {
            Path volume = folder.resolve("volumes").resolve(mount.path("name").asText());
            places.put(mount.path("mountPath").asText(), Files.createDirectories(volume));
        }
        Path termination = Files.writeString(folder.resolve(name + ".termination"), "");
        var builder = new ProcessBuilder(command(container, places)).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        builder.environment().put("MIGRATE_TERMINATION_LOG", termination.toString());
        builder.environment().put("MIGRATE_LOG_FORMAT", "text");
        for (JsonNode variable : container.path("env")) {
            builder.environment()
                    .put(variable.path("name").asText(), located(value(variable, fields), places));
        }
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        process.inputReader().lines().forEach(log::add);
        return new Ended(process.waitFor(), name, log, Files.readString(termination));
    }

    /// Without a command the image's entrypoint runs: for the migrator's image that is its jar.
    private static List<String> command(JsonNode container, Map<String, Path> places) {
        if (!container.has("command")) {
            var arguments = new ArrayList<String>();
            container.path("args").forEach(each -> arguments.add(each.asText()));
            return Jars.MIGRATOR.command(arguments);
        }
        var words = new ArrayList<String>();
        container.path("command").forEach(each -> words.add(located(each.asText(), places)));
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

    /// A path inside the container as the path on this machine that stands for it.
    private static String located(String word, Map<String, Path> places) {
        for (var place : places.entrySet()) {
            if (word.equals(place.getKey()) || word.startsWith(place.getKey() + "/")) {
                return place.getValue() + word.substring(place.getKey().length());
            }
        }
        return word;
    }
}
