package io.migrate.e2e.node;

import io.migrate.e2e.ProjectRoot;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;

/// The commands of `docs/getting-started.md`, in their order, with what they print.
@Tag("node")
class GettingStartedTest {
    @BeforeAll
    static void start() {
        Installation.ensureAbsent();
        deleteNamespace();
    }

    @AfterAll
    static void end() {
        deleteNamespace();
        Installation.ensure();
    }

    private static void deleteNamespace() {
        Node.kubectl("delete", "namespace", "shop", "--ignore-not-found");
    }

    @Test
    void everyCommandPrintsWhatThePageSays() throws IOException {
        for (Console.Command each :
                Console.commands(ProjectRoot.root().resolve("docs/getting-started.md"))) {
            each.run();
        }
    }
}
