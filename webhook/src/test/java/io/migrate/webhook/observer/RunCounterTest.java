package io.migrate.webhook.observer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.migrate.webhook.migration.PodMigrations;
import io.migrate.webhook.migration.PodReader;
import io.migrate.webhook.policy.Layer;
import io.migrate.webhook.policy.MigrationPolicy;
import io.migrate.webhook.policy.Policies;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Each run counts once, however often it is seen.
class RunCounterTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Policies POLICIES = Policies.of(Layer.builtIn("x"), List.of());

    private final List<String> counted = new ArrayList<>();
    private final RunCounter counter =
            new RunCounter(each ->
                    counted.add(
                            "%d %s".formatted(each.run().attempt(), each.run().outcome().label())));

    private static <T> T read(String yaml, Class<T> type) {
        try {
            return YAML.readValue(yaml, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    private static PodMigrations pod(String uid, String status) {
        Pod pod =
                read(
                        """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: api, namespace: shop, uid: %s, annotations: {migrate.io/status: '{"v":1,"policies":[{"name":"default"}]}'}}
                        spec: {initContainers: [{name: migrate-default, image: x}]}
                        status: {}
                        """
                                .formatted(uid),
                        Pod.class);
        ContainerStatus its = read(status, ContainerStatus.class);
        its.setName("migrate-default");
        pod.getStatus().setInitContainerStatuses(List.of(its));
        return PodReader.read(pod);
    }

    private void update(String status) {
        counter.update(List.of(pod("a", status)), POLICIES);
    }

    private static final String RUNNING = "{restartCount: 0, state: {running: {}}}";
    private static final String FAILED =
            "{restartCount: 0, state: {terminated: {exitCode: 10, finishedAt:"
                    + " '2030-01-01T00:00:10Z'}}}";
    private static final String BACKING_OFF =
            "{restartCount: 0, state: {waiting: {reason: CrashLoopBackOff}}, lastState:"
                    + " {terminated: {exitCode: 10, finishedAt: '2030-01-01T00:00:10Z'}}}";
    private static final String RUNNING_AGAIN =
            "{restartCount: 1, state: {running: {}}, lastState: {terminated: {exitCode: 10,"
                    + " finishedAt: '2030-01-01T00:00:10Z'}}}";
    private static final String FAILED_AGAIN =
            "{restartCount: 1, state: {terminated: {exitCode: 14, finishedAt:"
                + " '2030-01-01T00:01:10Z'}}, lastState: {terminated: {exitCode: 10, finishedAt:"
                + " '2030-01-01T00:00:10Z'}}}";
    private static final String BACKING_OFF_AGAIN =
            "{restartCount: 1, state: {waiting: {reason: CrashLoopBackOff}}, lastState:"
                    + " {terminated: {exitCode: 14, finishedAt: '2030-01-01T00:01:10Z'}}}";

    @Test
    void aCrashLoopIsCountedRunByRun() {
        for (String each :
                List.of(
                        RUNNING,
                        FAILED,
                        BACKING_OFF,
                        RUNNING_AGAIN,
                        FAILED_AGAIN,
                        BACKING_OFF_AGAIN)) {
            update(each);
            update(each);
        }
        assertThat(counted).containsExactly("0 unreachable", "1 statement_failed");
    }

    /// A watch may deliver only the last state.
    @Test
    void missedRunsAreCountedIfKubeletStillReportsThem() {
        update(RUNNING);
        update(FAILED_AGAIN);
        update(BACKING_OFF_AGAIN);
        assertThat(counted).containsExactly("0 unreachable", "1 statement_failed");
    }

    @Test
    void runsThatEndedBeforeTheFirstUpdateAreNotCounted() {
        update(FAILED);
        update(BACKING_OFF);
        assertThat(counted).isEmpty();
        update(FAILED_AGAIN);
        assertThat(counted).containsExactly("1 statement_failed");
    }

    /// The Pod lost the label, or was not listed, and is back.
    @Test
    void aPodThatComesBackIsTheSame() {
        update(RUNNING);
        update(FAILED);
        counter.update(List.of(), POLICIES);
        update(FAILED);
        assertThat(counted).containsExactly("0 unreachable");
    }

    /// kubelet may count a restart for a container that it only found missing.
    @Test
    void theSameEndIsTheSameRun() {
        update(RUNNING);
        update(FAILED);
        update(BACKING_OFF.replace("restartCount: 0", "restartCount: 1"));
        assertThat(counted).containsExactly("0 unreachable");
    }

    private static String ended(int restarts, String containerId, String at) {
        return "{restartCount: %d, state: {terminated: {exitCode: 10, containerID: '%s', finishedAt: '2030-01-01T%s:00Z'}}}"
                .formatted(restarts, containerId, at);
    }

    /// kubelet numbers runs by the containers that it finds, and deletes old ones.
    @Test
    void numbersThatBeginAgainAtZeroAreNewRuns() {
        update(RUNNING);
        update(ended(3, "d", "10:00"));
        update(ended(0, "e", "11:00"));
        update(ended(0, "e", "11:00"));
        update(ended(1, "e", "11:00"));
        assertThat(counted).containsExactly("3 unreachable", "0 unreachable");
    }

    @Test
    void withoutTheNameOfTheContainerTheTimeTells() {
        update(RUNNING);
        update(ended(3, "", "10:00"));
        update(ended(0, "", "11:00"));
        update(ended(0, "", "11:00"));
        assertThat(counted).containsExactly("3 unreachable", "0 unreachable");
    }

    /// A migrator that fails at once may do so twice in the same second.
    @Test
    void twoRunsMayEndInTheSameSecond() {
        update(RUNNING);
        update(ended(0, "a", "10:00"));
        update(ended(1, "b", "10:00"));
        assertThat(counted).containsExactly("0 unreachable", "1 unreachable");
    }

    @Test
    void containersThatWereNeverStartedDidNotRun() {
        update(RUNNING);
        update(
                "{restartCount: 1, state: {terminated: {exitCode: 128, reason: StartError,"
                        + " finishedAt: '2030-01-01T00:00:10Z'}}}");
        assertThat(counted).isEmpty();
    }

    @Test
    void runsUnderAPolicyThatDoesNotExistAreNotCounted() {
        counter.update(List.of(), POLICIES);
        PodMigrations forged = pod("a", FAILED);
        counter.update(
                List.of(forged),
                Policies.of(
                        Layer.builtIn("x"),
                        List.of(new MigrationPolicy("shop", "orders", 1, Layer.builtIn("x")))));
        assertThat(counted).isEmpty();
    }

    /// Thousands of Pods are created and deleted; existing ones are never forgotten.
    @Test
    void onlyDeletedPodsAreForgotten() {
        PodMigrations stays = pod("stays", FAILED);
        counter.update(List.of(), POLICIES);
        for (int i = 0; i < 30_000; i++) {
            counter.update(List.of(stays, pod("p" + i, FAILED)), POLICIES);
        }
        assertThat(counted).hasSize(30_001);
    }
}
