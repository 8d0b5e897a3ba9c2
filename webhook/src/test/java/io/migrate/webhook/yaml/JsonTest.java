package io.migrate.webhook.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

class JsonTest {
    /// The hash of what is injected is that of these bytes: it may not depend on how they are
    /// written.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\"quoted\" \\ /",
                "\u0000\b\t\n\f\r\u001f\u007f\u0080",
                "ä € 世界",
                "\ud83d\ude00 twice \ud83d\ude00",
                "\u2028\ufeff\uffff"
            })
    void bytesAreThoseOfTheText(String text) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put(text, text).put("long", text.repeat(2_000)).putNull("null").put("yes", true);
        tree.putArray("numbers").add(65532).add(1L << 40).add(0.5).add(new BigDecimal("1e-9"));
        tree.putObject("empty").putArray("empty");

        assertThat(Json.bytes(tree)).isEqualTo(tree.toString().getBytes(StandardCharsets.UTF_8));
    }
}
