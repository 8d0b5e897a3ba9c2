package io.migrate.e2e.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Creates annotated Pods in a namespace, one after the other, until it is closed: every fifth for
/// real, up to a small number, and the others as dry runs.
final class PodStream implements AutoCloseable {
    private static final int REAL = 6;

    private final List<String> mistakes = Collections.synchronizedList(new ArrayList<>());
    private final List<String> created = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger tried = new AtomicInteger();
    private final Namespace namespace;
    private final Thread thread;
    private volatile boolean isStopped;

    PodStream(Namespace namespace) {
        this.namespace = namespace;
        thread = Thread.ofPlatform().start(this::createPods);
    }

    private void createPods() {
        String pod = Namespace.resource("pod.yaml");
        String output = "-o=jsonpath={.metadata.name} {.spec.initContainers[*].name}";
        while (!isStopped) {
            boolean isReal = tried.getAndIncrement() % 5 == 0 && created.size() < REAL;
            Node.Run run =
                    Node.create(
                            namespace.name(),
                            pod,
                            isReal ? "--dry-run=none" : "--dry-run=server",
                            output);
            if (run.exit() != 0
                    || !run.output().contains(" migrate-files-default migrate-default")) {
                mistakes.add(run.output());
            } else if (isReal) {
                created.add(run.output().substring(0, run.output().indexOf(' ')));
            }
        }
    }

    /// Ends it, and waits for the last Pod.
    void stop() {
        isStopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What kubectl printed for each Pod that was refused, or admitted without a migration.
    List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    /// How many Pods were sent.
    int tried() {
        return tried.get();
    }

    /// The names of the Pods that were created for real, all with a migration.
    List<String> created() {
        return List.copyOf(created);
    }

    @Override
    public void close() {
        stop();
    }
}
