package io.migrate.webhook.render;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.doctor.Finding;
import io.migrate.webhook.manifest.ManifestFormat;

import java.util.List;
import java.util.Locale;

/// Writes findings as JSON.
public final class DoctorJson {
    private DoctorJson() {}

    /// The findings and their highest severity.
    public static String write(List<Finding> findings) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("worst", lower(Finding.worst(findings)));
        var all = root.putArray("findings");
        for (Finding each : findings) {
            all.addObject()
                    .put("check", each.check())
                    .put("severity", lower(each.severity()))
                    .put("subject", each.subject())
                    .put("message", each.message())
                    .put("fix", each.fix());
        }
        return ManifestFormat.JSON.write(List.of(root));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
