package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A variable that one of the application's containers gets.
///
/// @param container by its name
/// @param variable as `env` lists it
public record ContainerVariable(String container, ObjectNode variable) {
    public String name() {
        return PodView.name(variable);
    }
}
