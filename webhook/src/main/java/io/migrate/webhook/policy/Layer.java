package io.migrate.webhook.policy;

import static java.util.Objects.requireNonNull;

import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The values that one origin sets, and nothing for those that it leaves alone.
public final class Layer {
    private final Origin origin;

    /// By the fields' names: a field as a key would be hashed anew with all that it is made of.
    private final Map<String, Object> values;

    private Layer(Origin origin, Map<String, Object> values) {
        this.origin = requireNonNull(origin, "origin is null");
        this.values = Map.copyOf(values);
    }

    /// Our defaults, with the image that this installation uses unless a policy names another.
    public static Layer builtIn(String migratorImage) {
        var builder = new Builder(new Origin.BuiltIn());
        Fields.ALL.forEach(builder::putBuiltIn);
        return builder.put(Fields.MIGRATOR_IMAGE, migratorImage).build();
    }

    /// Who set these values.
    public Origin origin() {
        return origin;
    }

    /// The value of a field, if this layer sets it.
    public <T> Optional<T> get(Field<T> field) {
        @SuppressWarnings("unchecked") // Builder.put is the only way in, and it is typed
        T value = (T) values.get(field.name());
        return Optional.ofNullable(value);
    }

    /// Collects the values of one layer.
    public static final class Builder {
        private final Origin origin;
        private final Map<String, Object> values = new HashMap<>();

        /// A layer without values yet.
        public Builder(Origin origin) {
            this.origin = origin;
        }

        /// Sets a field, replacing what it was set to.
        public <T> Builder put(Field<T> field, T value) {
            values.put(field.name(), requireNonNull(value, "value is null"));
            return this;
        }

        private <T> void putBuiltIn(Field<T> field) {
            field.builtIn().ifPresent(value -> put(field, value));
        }

        /// The finished layer.
        public Layer build() {
            return new Layer(origin, values);
        }
    }
}
