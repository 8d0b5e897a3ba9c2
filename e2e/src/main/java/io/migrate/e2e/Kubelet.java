package io.migrate.e2e;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Runs a Pod's init containers as kubelet does, but without isolation: mounts volumes, resolves
/// Secrets and ConfigMaps into the environment, and runs the containers in order until one fails.
///
/// @param work folder for volumes and termination messages
/// @param images folders of the application's image, by their path in the image
/// @param secrets values by `NAME/KEY`
/// @param configMaps values by `NAME/KEY`
record Kubelet(
        Path work,
        Map<String, Path> images,
        Map<String, String> secrets,
        Map<String, String> configMaps) {
    /// `$$`, or a reference to a variable that is defined earlier.
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]+)\\)");

    /// Without ConfigMaps.
    Kubelet(Path work, Map<String, Path> images, Map<String, String> secrets) {
        this(work, images, secrets, Map.of());
    }

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
        environment(container, fields)
                .forEach((key, value) -> builder.environment().put(key, translate(value, paths)));
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

    /// Explicit variables override those of `envFrom`.
    private Map<String, String> environment(JsonNode container, Map<String, String> fields)
            throws IOException {
        var environment = new LinkedHashMap<String, String>();
        for (JsonNode source : container.path("envFrom")) {
            String prefix = source.path("prefix").asText();
            keys(source.path("secretRef"), secrets)
                    .forEach((key, value) -> environment.put(prefix + key, value));
            keys(source.path("configMapRef"), configMaps)
                    .forEach((key, value) -> environment.put(prefix + key, value));
        }
        for (JsonNode variable : container.path("env")) {
            environment.put(variable.path("name").asText(), value(variable, fields, environment));
        }
        return environment;
    }

    private static Map<String, String> keys(JsonNode object, Map<String, String> values) {
        String folder = object.path("name").asText() + "/";
        return values.entrySet().stream()
                .filter(each -> object.isObject() && each.getKey().startsWith(folder))
                .collect(
                        Collectors.toMap(
                                each -> each.getKey().substring(folder.length()),
                                Map.Entry::getValue));
    }

    private String value(
            JsonNode variable, Map<String, String> fields, Map<String, String> environment)
            throws IOException {
        JsonNode from = variable.path("valueFrom");
        if (from.has("secretKeyRef")) {
            return of(from.path("secretKeyRef"), "Secret", secrets);
        }
        if (from.has("configMapKeyRef")) {
            return of(from.path("configMapKeyRef"), "ConfigMap", configMaps);
        }
        return from.has("fieldRef")
                ? fields.get(from.at("/fieldRef/fieldPath").asText())
                : expanded(variable.path("value").asText(), environment);
    }

    private static String of(JsonNode key, String kind, Map<String, String> values)
            throws IOException {
        String name = key.path("name").asText() + "/" + key.path("key").asText();
        if (!values.containsKey(name)) {
            throw new IOException("no %s %s".formatted(kind, name));
        }
        return values.get(name);
    }

    private static String expanded(String value, Map<String, String> environment) {
        return REFERENCE
                .matcher(value)
                .replaceAll(match ->
                        Matcher.quoteReplacement(
                                match.group(1) == null
                                        ? "$"
                                        : environment.getOrDefault(match.group(1), match.group())));
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
