package io.migrate.webhook.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One object of a file.
///
/// @param number within its file, from 1; empty documents do not count
/// @param tree read for this run and changed in place by it
public record Document(String file, int number, ObjectNode tree) {
    /// For people, e.g. `pod.yaml: document 1`.
    String where() {
        return file + ": document " + number;
    }
}
