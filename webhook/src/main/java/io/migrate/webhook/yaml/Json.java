package io.migrate.webhook.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;

/// Readers of JSON that keep nothing of what they read. Jackson's own keep the names of members in
/// a table of the process, which one user could fill for all others
/// (https://github.com/FasterXML/jackson-core/issues/207).
public final class Json {
    private Json() {}

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
