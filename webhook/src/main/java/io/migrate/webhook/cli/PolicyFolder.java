package io.migrate.webhook.cli;

import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.Policies;
import io.migrate.webhook.policy.PolicyFile;
import io.migrate.webhook.policy.PolicyFiles;
import io.migrate.webhook.settings.Problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// The policies in a folder, for a webhook that does not read those of a cluster. The folder is
/// read every second. A change takes effect once two readings are equal, so that no file is used
/// while it is being written. Policies that cannot be read never replace those in force.
final class PolicyFolder {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFolder.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Path folder;
    private final Layer builtIn;
    private volatile ClusterSnapshot snapshot;
    private volatile boolean current = true;

    /// The last two readings, and the last one that was acted on.
    private Reading seen;

    private Reading handled;

    /// What is in the folder.
    private sealed interface Reading {
        record Files(List<PolicyFile> files) implements Reading {}

        record Failed(String reason) implements Reading {}

        static Reading of(Path folder) {
            try {
                return new Files(PolicyFile.in(folder));
            } catch (IOException e) {
                return new Failed(ManifestInput.reason(e));
            }
        }
    }

    /// The result of the first reading.
    sealed interface Opened {
        record Valid(PolicyFolder folder) implements Opened {}

        record Invalid(List<Problem> problems) implements Opened {}
    }

    private PolicyFolder(Path folder, Layer builtIn, List<PolicyFile> files, PolicyFiles policies) {
        this.folder = folder;
        this.builtIn = builtIn;
        this.seen = new Reading.Files(files);
        this.handled = seen;
        this.snapshot = ClusterSnapshot.of(policies.policies(builtIn));
    }

    /// Reads the folder for the first time.
    ///
    /// @throws IOException if the folder or a file cannot be read
    static Opened open(Path folder, Layer builtIn) throws IOException {
        List<PolicyFile> files = PolicyFile.in(folder);
        var policies = new PolicyFiles(Policies.DEFAULT);
        PolicyFiles.Added added = policies.add(files);
        if (!added.problems().isEmpty()) {
            return new Opened.Invalid(added.problems());
        }
        logRead(folder, added);
        return new Opened.Valid(new PolicyFolder(folder, builtIn, files, policies));
    }

    /// Follows the folder until the process ends.
    void watch() {
        Thread.ofVirtual().name("policies").start(this::run);
    }

    /// The policies in force.
    ClusterSnapshot snapshot() {
        return snapshot;
    }

    /// Whether the policies in force are those in the folder.
    boolean isCurrent() {
        return current;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                try {
                    poll();
                } catch (RuntimeException e) {
                    LOG.atError().addKeyValue("folder", folder).setCause(e).log("policies");
                }
            }
        } catch (InterruptedException _) {
            // never: nobody has the thread
        }
    }

    /// Reads the folder once.
    void poll() {
        Reading reading = Reading.of(folder);
        boolean settled = reading.equals(seen);
        seen = reading;
        if (!settled || reading.equals(handled)) {
            return;
        }
        handled = reading;
        switch (reading) {
            case Reading.Files(var files) -> use(files);
            case Reading.Failed(var reason) -> keep(reason);
        }
    }

    private void use(List<PolicyFile> files) {
        var policies = new PolicyFiles(Policies.DEFAULT);
        PolicyFiles.Added added = policies.add(files);
        if (!added.problems().isEmpty()) {
            keep(
                    added.problems().stream()
                            .map(Problem::toString)
                            .collect(Collectors.joining("; ")));
            return;
        }
        snapshot = ClusterSnapshot.of(policies.policies(builtIn));
        current = true;
        logRead(folder, added);
    }

    private void keep(String reason) {
        current = false;
        LOG.atError()
                .addKeyValue("folder", folder)
                .addKeyValue("reason", reason)
                .log("keeping the previous policies");
    }

    private static void logRead(Path folder, PolicyFiles.Added added) {
        LOG.atInfo()
                .addKeyValue("folder", folder)
                .addKeyValue("policies", added.policies())
                .log("policies read");
    }
}
