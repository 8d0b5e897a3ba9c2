package io.migrate.webhook.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One document of a manifest file.
///
/// @param number within its file, from 1; empty documents do not count
/// @param tree the object, which `inject` and `uninject` change in place
public record Document(String file, int number, ObjectNode tree) {
    /// The position for messages, such as `pod.yaml: document 1`.
    String where() {
        return file + ": document " + number;
    }
}
