package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// An environment variable for one of the application's containers.
///
/// @param container its name
/// @param variable in the form of an element of `env`
public record ContainerVariable(String container, ObjectNode variable) {
    /// Returns the name of the variable.
    public String name() {
        return PodView.name(variable);
    }
}
