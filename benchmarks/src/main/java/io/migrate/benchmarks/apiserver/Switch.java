package io.migrate.benchmarks.apiserver;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.migrate.benchmarks.cluster.Site;

import java.io.IOException;
import java.util.Optional;

/// Takes the webhook's configuration away and puts it back, and waits until the API server knows.
final class Switch {
    private static final int PATIENCE = 3_000;
    private static final long STEP_MILLIS = 20;

    private final Site site;
    private final MutatingWebhookConfiguration configuration;
    private boolean on = true;

    /// @param site whose caBundle the webhook has written
    Switch(Site site) {
        this.site = site;
        configuration = site.installation().mutating();
        configuration.getMetadata().setResourceVersion(null);
        configuration.getMetadata().setUid(null);
    }

    void set(boolean configured) throws IOException, InterruptedException {
        if (on == configured) {
            return;
        }
        var resource = site.cluster().client().resource(configuration);
        if (configured) {
            resource.create();
        } else {
            resource.delete();
        }
        on = configured;
        await(configured);
    }

    /// Waits until an annotated Pod is injected, or is not any more.
    private void await(boolean configured) throws IOException, InterruptedException {
        Optional<String> why = Optional.empty();
        for (int i = 0; i < PATIENCE; i++) {
            why = site.installation().admit(site.cluster().client());
            if (why.isEmpty() == configured) {
                return;
            }
            Thread.sleep(STEP_MILLIS);
        }
        throw new IOException("configured is " + configured + ", and a Pod is " + why);
    }
}
