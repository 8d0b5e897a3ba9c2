package io.migrate.benchmarks.apiserver;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.migrate.benchmarks.cluster.TestCluster;

import java.io.IOException;
import java.util.Optional;

/// Deletes and restores the webhook configuration, and waits until the API server has picked it up.
final class WebhookToggle {
    private static final int PATIENCE = 3_000;
    private static final long STEP_MILLIS = 20;

    private final TestCluster cluster;
    private final MutatingWebhookConfiguration configuration;
    private boolean on = true;

    /// @param cluster a cluster in which the webhook has written its caBundle
    WebhookToggle(TestCluster cluster) {
        this.cluster = cluster;
        configuration = cluster.installation().mutating();
        configuration.getMetadata().setResourceVersion(null);
        configuration.getMetadata().setUid(null);
    }

    void set(boolean configured) throws IOException, InterruptedException {
        if (on == configured) {
            return;
        }
        var resource = cluster.cluster().client().resource(configuration);
        if (configured) {
            resource.create();
        } else {
            resource.delete();
        }
        on = configured;
        await(configured);
    }

    /// Waits until annotated Pods are injected, or no longer injected.
    private void await(boolean configured) throws IOException, InterruptedException {
        Optional<String> why = Optional.empty();
        for (int i = 0; i < PATIENCE; i++) {
            why = cluster.installation().admit(cluster.cluster().client());
            if (why.isEmpty() == configured) {
                return;
            }
            Thread.sleep(STEP_MILLIS);
        }
        throw new IOException("configured is " + configured + ", and a Pod is " + why);
    }
}
