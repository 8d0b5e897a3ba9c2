package io.migrate.webhook.store;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.migrate.webhook.injection.ClusterSnapshot;
import io.migrate.webhook.nodes.ImageVolumeSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Lists the Nodes while the ClusterMigrationPolicy allows image volumes: at once when it begins to
/// allow them, then every minute. Nodes are not watched, because kubelets update theirs all the
/// time, and their versions change only in an upgrade.
final class NodePoll implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodePoll.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);

    /// What is known before the first list, and while nobody needs one.
    static final ImageVolumeSupport NOT_LISTED =
            new ImageVolumeSupport.Unknown("the Nodes have not been listed yet");

    private static final ImageVolumeSupport FORBIDDEN =
            new ImageVolumeSupport.Unknown(
                    "the webhook may not list Nodes; apply manifests/overlays/image-volumes, which"
                            + " allows it");

    private final KubernetesClient client;
    private final ChangeQueue queue;

    /// Whether Nodes are needed, each time that this changes.
    private final LinkedBlockingQueue<Boolean> needs = new LinkedBlockingQueue<>();

    private final Thread thread;

    /// The last of them. Used only by the queue's own thread.
    private boolean needed;

    /// What was logged last. Used only by the poll's own thread.
    private ImageVolumeSupport logged = NOT_LISTED;

    private NodePoll(KubernetesClient client, ChangeQueue queue) {
        this.client = client;
        this.queue = queue;
        this.thread = Thread.ofVirtual().name("nodes").unstarted(this::run);
    }

    /// Starts to follow the snapshots of a queue.
    ///
    /// @param client allowed to list Nodes, or all Pods get a copy
    static NodePoll start(KubernetesClient client, ChangeQueue queue) {
        var poll = new NodePoll(client, queue);
        poll.thread.start();
        queue.follow(poll::follow);
        return poll;
    }

    private void follow(ClusterSnapshot snapshot) {
        boolean now = snapshot.policies().allowImageVolumes();
        if (now != needed) {
            needed = now;
            needs.add(now);
        }
    }

    private void run() {
        try {
            while (true) {
                boolean goesOn = needs.take();
                while (goesOn) {
                    publish(read());
                    Boolean change = needs.poll(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
                    goesOn = change == null || change;
                }
                logged = NOT_LISTED;
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private void publish(ImageVolumeSupport support) {
        queue.accept(state -> state.putImageVolumes(support));
        if (!support.equals(logged)) {
            log(support);
            logged = support;
        }
    }

    /// A failure is not bridged with an earlier answer: a copy works on every Node.
    private ImageVolumeSupport read() {
        try {
            return ImageVolumeSupport.of(
                    String.valueOf(client.getKubernetesVersion().getGitVersion()),
                    NodeResources.versions(client));
        } catch (KubernetesClientException e) {
            return e.getCode() == 403
                    ? FORBIDDEN
                    : new ImageVolumeSupport.Unknown(
                            "the Nodes cannot be listed: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("cannot read the Nodes");
            return new ImageVolumeSupport.Unknown("the Nodes cannot be read");
        }
    }

    private static void log(ImageVolumeSupport support) {
        Level level =
                switch (support) {
                    case ImageVolumeSupport.Supported _, ImageVolumeSupport.Unsupported _ ->
                            Level.INFO;
                    case ImageVolumeSupport.Unknown _ -> Level.WARN;
                };
        support.obstacle()
                .ifPresentOrElse(
                        reason ->
                                LOG.atLevel(level)
                                        .addKeyValue("reason", reason)
                                        .log("image volumes are not used"),
                        () -> LOG.atInfo().log("image volumes are used"));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
