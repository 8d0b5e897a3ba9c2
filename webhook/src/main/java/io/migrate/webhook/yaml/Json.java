package io.migrate.webhook.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// Writes JSON, and has readers of it that keep nothing of what they read. Jackson's own keep the
/// names of members in a table of the process, which one user could fill for all others
/// (https://github.com/FasterXML/jackson-core/issues/207).
public final class Json {
    /// Only writes: characters beyond the basic plane as such, not as two escapes.
    private static final JsonFactory GENERATORS =
            JsonFactory.builder()
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build();

    private static final ObjectWriter WRITER = new ObjectMapper(GENERATORS).writer();

    private Json() {}

    /// Returns a tree as UTF-8, without first making a string of it.
    public static byte[] bytes(JsonNode tree) {
        try {
            return WRITER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) { // nested too deeply
            throw new UncheckedIOException(e);
        }
    }

    /// Returns a generator that writes UTF-8.
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return GENERATORS.createGenerator(out);
    }

    /// Returns a builder of such readers.
    public static JsonFactoryBuilder factory() {
        return (JsonFactoryBuilder)
                JsonFactory.builder()
                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
    }

    /// Returns a mapper with such a reader.
    public static ObjectMapper mapper() {
        return new ObjectMapper(factory().build());
    }
}
