package io.migrate.webhook.record;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.DesiredPod;
import io.migrate.webhook.yaml.Json;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// The hash of what an injection adds, for the status annotation and the audit log.
public final class SpecHash {
    /// The fields of a container and of a volume that change with a release of migrate.io, behind a
    /// registry mirror or by the API server's defaults; they are not hashed.
    private static final List<String> IMAGE = List.of("image", "imagePullPolicy");

    private SpecHash() {}

    /// Returns the first 8 bytes of a SHA-256, in hexadecimal.
    public static String of(DesiredPod desired) {
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
        return HexFormat.of().formatHex(sha256(Json.bytes(all)), 0, 8);
    }

    private static ObjectNode withoutImage(ObjectNode element) {
        return JsonNodeFactory.instance.objectNode().<ObjectNode>setAll(element).without(IMAGE);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
