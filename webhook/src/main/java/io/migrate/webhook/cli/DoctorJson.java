package io.migrate.webhook.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.doctor.Finding;

import java.util.List;
import java.util.Locale;

/// Writes findings for machines.
final class DoctorJson {
    private DoctorJson() {}

    static String write(List<Finding> findings) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("worst", lower(Doctor.worst(findings)));
        var all = root.putArray("findings");
        for (Finding each : findings) {
            all.addObject()
                    .put("check", each.check().toString())
                    .put("severity", lower(each.severity()))
                    .put("subject", each.subject())
                    .put("what", each.what())
                    .put("fix", each.fix());
        }
        return Format.JSON.write(List.of(root));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
