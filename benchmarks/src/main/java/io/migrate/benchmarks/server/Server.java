package io.migrate.benchmarks.server;

import io.migrate.benchmarks.machine.Running;

/// A server that listens on 127.0.0.1.
record Server(String name, int port, Running running) implements AutoCloseable {
    @Override
    public void close() {
        running.close();
    }
}
