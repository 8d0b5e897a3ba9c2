package io.migrate.webhook.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.settings.Placeholders;

/// The values that no output of `explain` shows: those of placeholders.
final class HiddenValues {
    private HiddenValues() {}

    /// A copy of a patch without them.
    static JsonNode in(JsonNode patch) {
        JsonNode copy = patch.deepCopy();
        hide(copy);
        return copy;
    }

    private static void hide(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("name").asText().startsWith(Placeholders.VARIABLE)
                && object.has("value")) {
            object.put("value", "***");
        }
        node.forEach(HiddenValues::hide);
    }
}
