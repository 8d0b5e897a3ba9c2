package io.migrate.webhook.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.pod.Placement;
import io.migrate.webhook.policy.EffectivePolicy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The annotation `migrate.io/status`: what was injected and why, for people and for `uninject`.
/// Nothing is ever decided by it that the Pod itself does not show.
public final class StatusAnnotation {
    private static final int FORMAT = 1;

    /// A new version of ours, a mirror and the API server's defaults change these, of a container
    /// and of a volume.
    private static final List<String> IMAGE = List.of("image", "imagePullPolicy");

    private static final ObjectMapper JSON = new ObjectMapper();

    private StatusAnnotation() {}

    public static String write(
            String hash,
            List<EffectivePolicy> policies,
            Placement placement,
            InjectionRecord record) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("v", FORMAT).put("hash", hash);
        var used = status.putArray("policies");
        policies.forEach(each ->
                used.addObject().put("name", each.name()).put("generation", each.generation()));
        record.writeTo(status);
        status.put("position", placement.reason());
        placement.pending().ifPresent(anchor -> status.put("pending", anchor));
        return status.toString();
    }

    /// What this text says was written on the Pod; empty if it is none of ours.
    public static Optional<InjectionRecord> read(String text) {
        JsonNode status = parse(text);
        return status.path("v").asInt() == FORMAT
                ? Optional.of(InjectionRecord.read(status))
                : Optional.empty();
    }

    /// The policies that this text names; none if it is none of ours.
    static List<String> policies(String text) {
        JsonNode status = parse(text);
        return status.path("v").asInt() == FORMAT
                ? status.path("policies")
                        .valueStream()
                        .map(each -> each.path("name").asText())
                        .toList()
                : List.of();
    }

    /// Why the init containers stand where they do, as this text says.
    static String position(String text) {
        return parse(text).path("position").asText();
    }

    /// Whether this text says what `write` would say of a desired with this hash in this place.
    public static boolean isOf(String hash, Placement placement, String text) {
        JsonNode status = parse(text);
        return status.path("v").asInt() == FORMAT
                && status.path("pending").asText().equals(placement.pending().orElse(""))
                && status.path("hash").asText().equals(hash);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /// Of what is intended, less the images.
    public static String hash(DesiredPod desired) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        var containers = all.putArray("initContainers");
        desired.initContainers().forEach(each -> containers.add(withoutImage(each)));
        var volumes = all.putArray("volumes");
        desired.volumes().forEach(each -> volumes.add(withoutImage(each)));
        var labels = all.putObject("labels");
        desired.labels().forEach(labels::put);
        var environment = all.putArray("env");
        desired.environment()
                .forEach(each -> environment.addObject().set(each.container(), each.variable()));
        return HexFormat.of().formatHex(sha256(all.toString()), 0, 8);
    }

    private static ObjectNode withoutImage(ObjectNode intended) {
        return JsonNodeFactory.instance.objectNode().<ObjectNode>setAll(intended).without(IMAGE);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
