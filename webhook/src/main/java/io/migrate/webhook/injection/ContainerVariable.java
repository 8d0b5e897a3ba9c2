package io.migrate.webhook.injection;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A variable that one of the application's containers gets.
///
/// @param container by its name
/// @param variable as `env` lists it
record ContainerVariable(String container, ObjectNode variable) {
    String name() {
        return PodView.name(variable);
    }
}
