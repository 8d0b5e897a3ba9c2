package io.migrate.webhook.doctor;

/// The names of the objects of an installation, as in the manifests.
///
/// @param namespace the namespace of the webhook
record InstallationNames(String namespace) {
    /// The Deployment of the webhook, its Service, and its ServiceAccount.
    static final String WEBHOOK = "migrate-io-webhook";

    /// The Deployment of the observer.
    static final String OBSERVER = "migrate-io-observer";

    /// The Secret of the certificate authority that the replicas share.
    static final String CA_SECRET = "migrate-io-webhook-ca";

    /// How to fix a missing object.
    static final String INSTALL = "Install it: kubectl apply -k manifests/base, or helm install.";

    /// How to fix a changed object.
    static final String REAPPLY =
            "Reapply the manifests: kubectl apply -k manifests/base, or helm upgrade.";

    /// A kubectl command in the namespace of the webhook.
    String kubectl(String command) {
        return "kubectl -n " + namespace + " " + command;
    }

    /// The command that shows the log of the webhook.
    String logs() {
        return kubectl("logs deployment/" + WEBHOOK);
    }
}
