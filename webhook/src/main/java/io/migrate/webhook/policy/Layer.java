package io.migrate.webhook.policy;

import static java.util.Objects.requireNonNull;

import io.migrate.webhook.settings.Field;
import io.migrate.webhook.settings.Fields;
import io.migrate.webhook.settings.MigratorFields;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The values that one origin sets.
public final class Layer {
    private final Origin origin;

    /// By the fields' names: hashing a field would hash all of its components each time.
    private final Map<String, Object> values;

    private Layer(Origin origin, Map<String, Object> values) {
        this.origin = requireNonNull(origin, "origin is null");
        this.values = Map.copyOf(values);
    }

    /// Returns the built-in defaults.
    ///
    /// @param migratorImage that this installation uses unless a policy names another
    public static Layer builtIn(String migratorImage) {
        var builder = new Builder(new Origin.BuiltIn());
        Fields.ALL.forEach(builder::putBuiltIn);
        return builder.put(MigratorFields.IMAGE, migratorImage).build();
    }

    /// Returns where these values are set.
    public Origin origin() {
        return origin;
    }

    /// Returns the value of a field, if this layer sets it.
    public <T> Optional<T> get(Field<T> field) {
        @SuppressWarnings("unchecked") // Builder.put is the only way in, and it is typed
        T value = (T) values.get(field.name());
        return Optional.ofNullable(value);
    }

    /// Builds a layer.
    public static final class Builder {
        private final Origin origin;
        private final Map<String, Object> values = new HashMap<>();

        /// Starts a layer without values.
        public Builder(Origin origin) {
            this.origin = origin;
        }

        /// Sets a field, replacing an earlier value.
        public <T> Builder put(Field<T> field, T value) {
            values.put(field.name(), requireNonNull(value, "value is null"));
            return this;
        }

        private <T> void putBuiltIn(Field<T> field) {
            field.builtIn().ifPresent(value -> put(field, value));
        }

        /// Returns the layer.
        public Layer build() {
            return new Layer(origin, values);
        }
    }
}
