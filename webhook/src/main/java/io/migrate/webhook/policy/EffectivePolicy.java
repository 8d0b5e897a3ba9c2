package io.migrate.webhook.policy;

import io.migrate.webhook.settings.Field;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What holds for one migration of one Pod, each field with its origin.
///
/// @param name the policy's name, and the ending of what is injected for it
/// @param generation of the policy's object; 0 without one
/// @param layers from the weakest to the strongest
public record EffectivePolicy(String name, long generation, List<Layer> layers) {
    /// Copies what may change.
    public EffectivePolicy {
        layers = List.copyOf(layers);
    }

    /// The same with one more layer, stronger than all.
    public EffectivePolicy with(Layer stronger) {
        var more = new ArrayList<>(layers);
        more.add(stronger);
        return new EffectivePolicy(name, generation, more);
    }

    /// The value that holds; empty if nobody sets one and there is no default.
    public <T> Optional<T> find(Field<T> field) {
        return layers.stream()
                .flatMap(layer -> layer.get(field).stream())
                .reduce(field.type().merge());
    }

    /// The value of the strongest layer that sets one of these fields: they exclude each other.
    public <T> Optional<T> strongest(List<Field<T>> fields) {
        return layers.reversed().stream()
                .flatMap(layer -> fields.stream().flatMap(field -> layer.get(field).stream()))
                .findFirst();
    }

    /// The value of a field that always has one.
    public <T> T get(Field<T> field) {
        return find(field)
                .orElseThrow(() -> new IllegalStateException(field.name() + " has no default"));
    }

    /// Who set the value that holds; built-in if nobody did.
    public Origin origin(Field<?> field) {
        Origin origin = new Origin.BuiltIn();
        for (Layer layer : layers) {
            if (layer.get(field).isPresent()) {
                origin = layer.origin();
            }
        }
        return origin;
    }

    /// As an annotation and the migrator's environment write it.
    public <T> Optional<String> text(Field<T> field) {
        return find(field).map(field.type().text());
    }

    /// Whether somebody other than us set this field.
    public boolean isSet(Field<?> field) {
        return !(origin(field) instanceof Origin.BuiltIn);
    }
}
