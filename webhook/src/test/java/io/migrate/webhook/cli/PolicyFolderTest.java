package io.migrate.webhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.PolicyState;
import io.migrate.webhook.settings.RunFields;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/// The folder of `serve --policies`, one reading after the other.
class PolicyFolderTest {
    private static final Layer BUILT_IN = Layer.builtIn("migrator:1");

    @TempDir private Path folder;
    private PolicyFolder policies;

    private static String policy(String seconds) {
        return """
        apiVersion: migrate.io/v1alpha1
        kind: MigrationPolicy
        metadata: {name: default, namespace: shop}
        spec: {run: {timeout: %s}}
        """
                .formatted(seconds);
    }

    @BeforeEach
    void open() throws IOException {
        Files.writeString(folder.resolve("policy.yaml"), policy("11s"));
        policies = opened(folder);
    }

    private static PolicyFolder opened(Path folder) throws IOException {
        return switch (PolicyFolder.open(folder, BUILT_IN)) {
            case PolicyFolder.Opened.Valid(var valid) -> valid;
            case PolicyFolder.Opened.Invalid(var problems) ->
                    throw new AssertionError(problems.toString());
        };
    }

    /// The seconds of the policy in force; empty if there is none.
    private Optional<Long> timeout() {
        return policies.snapshot()
                .policies()
                .find("shop", "default")
                .flatMap(PolicyState::inForce)
                .flatMap(policy -> policy.values().get(RunFields.TIMEOUT))
                .map(Duration::toSeconds);
    }

    private void pollTwice() {
        policies.poll();
        policies.poll();
    }

    @Test
    void aChangeTakesEffectOnceTwoReadingsAreEqual() throws IOException {
        assertThat(timeout()).contains(11L);
        Files.writeString(folder.resolve("policy.yaml"), policy("12s"));
        policies.poll();
        assertThat(timeout()).as("it may still be being written").contains(11L);
        policies.poll();
        assertThat(timeout()).contains(12L);
    }

    @Test
    void aHalfWrittenFileIsNeverUsed() throws IOException {
        for (int i = 0; i < 5; i++) {
            Files.writeString(folder.resolve("policy.yaml"), "# half " + i + "\n");
            policies.poll();
            assertThat(timeout()).contains(11L);
        }
        policies.poll();
        assertThat(timeout()).as("no policy is left in the file").isEmpty();
    }

    @Test
    void whatCannotBeReadKeepsThePolicies() throws IOException {
        Files.writeString(folder.resolve("policy.yaml"), policy("soon"));
        pollTwice();
        assertThat(timeout()).contains(11L);
        assertThat(policies.isCurrent()).isFalse();

        Files.writeString(folder.resolve("policy.yaml"), policy("13s"));
        pollTwice();
        assertThat(timeout()).contains(13L);
        assertThat(policies.isCurrent()).isTrue();
    }

    @Test
    void aLinkToNothingKeepsThePolicies() throws IOException {
        Path file = folder.resolve("policy.yaml");
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("gone.yaml"));
        pollTwice();
        assertThat(timeout()).contains(11L);
        assertThat(policies.isCurrent()).isFalse();

        // Emacs' lock, and a folder.
        Files.delete(file);
        Files.writeString(file, policy("12s"));
        Files.createSymbolicLink(folder.resolve(".#policy.yaml"), Path.of("me@host.1"));
        Files.createDirectory(folder.resolve("old.yaml"));
        pollTwice();
        assertThat(timeout()).contains(12L);
        assertThat(policies.isCurrent()).isTrue();
    }

    @Test
    void bytesThatAreNotTextKeepThePolicies() throws IOException {
        Files.write(folder.resolve("other.yaml"), new byte[] {'a', ':', ' ', (byte) 0xff});
        pollTwice();
        assertThat(timeout()).contains(11L);
        assertThat(policies.isCurrent()).isFalse();
    }

    @Test
    void aDeletedFolderKeepsThePolicies() throws IOException {
        Files.delete(folder.resolve("policy.yaml"));
        Files.delete(folder);
        pollTwice();
        assertThat(timeout()).contains(11L);
        assertThat(policies.isCurrent()).isFalse();

        Files.createDirectory(folder);
        Files.writeString(folder.resolve("policy.yaml"), policy("11s"));
        pollTwice();
        assertThat(policies.isCurrent()).as("the same policies are in the folder again").isTrue();
    }

    @Test
    void aDeletedFileTakesItsPoliciesAway() throws IOException {
        Files.delete(folder.resolve("policy.yaml"));
        pollTwice();
        assertThat(timeout()).isEmpty();
        assertThat(policies.isCurrent()).isTrue();
    }

    /// kubelet switches the link `..data` of a mounted ConfigMap; the files are links through it.
    @Test
    void aMountedConfigMapIsFollowed() throws IOException {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        version(mount, "..1", "21s");
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(mount.resolve("policy.yaml"), Path.of("..data/policy.yaml"));
        policies = opened(mount);
        assertThat(timeout()).contains(21L);

        version(mount, "..2", "22s");
        Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2"));
        Files.move(
                mount.resolve("..data_tmp"),
                mount.resolve("..data"),
                StandardCopyOption.ATOMIC_MOVE);
        pollTwice();
        assertThat(timeout()).contains(22L);
    }

    private static void version(Path mount, String name, String seconds) throws IOException {
        Path version = Files.createDirectory(mount.resolve(name));
        Files.writeString(version.resolve("policy.yaml"), policy(seconds));
    }
}
