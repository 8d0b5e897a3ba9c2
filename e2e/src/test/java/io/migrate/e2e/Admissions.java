package io.migrate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;

import org.awaitility.Awaitility;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Annotated Pods that are created, as dry runs, until it is closed.
final class Admissions implements AutoCloseable {
    private static final int AFTERWARDS = 20;

    private final KubernetesClient client;
    private final AtomicInteger tried = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean done;

    Admissions(KubernetesClient client) {
        this.client = client;
        thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        while (!done) {
            Installation.admitted(client).ifPresent(why -> failures.add(Instant.now() + " " + why));
            tried.incrementAndGet();
        }
    }

    /// Waits for some more, and fails if one was refused or not injected.
    void assertAllInjected() {
        int before = tried.get();
        assertThat(before).as("admissions meanwhile").isPositive();
        Awaitility.await()
                .atMost(ChartRelease.PATIENCE)
                .until(() -> tried.get() >= before + AFTERWARDS);
        assertThat(failures).isEmpty();
    }

    @Override
    public void close() {
        done = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
