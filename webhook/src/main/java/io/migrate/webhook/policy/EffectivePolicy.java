package io.migrate.webhook.policy;

import io.migrate.webhook.settings.Field;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The effective settings for one migration of a Pod, each with its origin.
///
/// @param name of the policy, and the suffix of what is injected for it
/// @param generation of the policy's object; 0 without one
/// @param layers from the weakest to the strongest
public record EffectivePolicy(String name, long generation, List<Layer> layers) {
    /// Copies the collections.
    public EffectivePolicy {
        layers = List.copyOf(layers);
    }

    /// Returns this policy with one more layer, stronger than all others.
    public EffectivePolicy with(Layer stronger) {
        var more = new ArrayList<>(layers);
        more.add(stronger);
        return new EffectivePolicy(name, generation, more);
    }

    /// Returns the effective value; empty if it is not set and has no default.
    public <T> Optional<T> find(Field<T> field) {
        Optional<T> effective = Optional.empty();
        for (Layer layer : layers) {
            Optional<T> stronger = layer.get(field);
            if (effective.isPresent() && stronger.isPresent()) {
                effective =
                        Optional.of(field.type().merge().apply(effective.get(), stronger.get()));
            } else if (stronger.isPresent()) {
                effective = stronger;
            }
        }
        return effective;
    }

    /// Returns the value of the strongest layer that sets one of these fields, which exclude each
    /// other.
    public <T> Optional<T> strongest(List<Field<T>> fields) {
        for (Layer layer : layers.reversed()) {
            for (Field<T> field : fields) {
                Optional<T> value = layer.get(field);
                if (value.isPresent()) {
                    return value;
                }
            }
        }
        return Optional.empty();
    }

    /// Returns the effective value of a field that has a default.
    public <T> T get(Field<T> field) {
        return find(field)
                .orElseThrow(() -> new IllegalStateException(field.name() + " has no default"));
    }

    /// Returns where the effective value is set; built-in if it is not set anywhere.
    public Origin origin(Field<?> field) {
        for (Layer layer : layers.reversed()) {
            if (layer.get(field).isPresent()) {
                return layer.origin();
            }
        }
        return new Origin.BuiltIn();
    }

    /// Returns the effective value in the notation of annotations and the migrator's environment.
    public <T> Optional<String> text(Field<T> field) {
        return find(field).map(field.type().text());
    }

    /// Whether a policy or an annotation sets this field.
    public boolean isSet(Field<?> field) {
        return !(origin(field) instanceof Origin.BuiltIn);
    }
}
