package io.migrate.webhook.doctor;

/// The names of what an installation is made of, as the manifests have them.
///
/// @param namespace that of the webhook
record InstallationNames(String namespace) {
    static final String WEBHOOK = "migrate-io-webhook";
    static final String OBSERVER = "migrate-io-observer";
    static final String MUTATING = "migrate-io-injector";
    static final String VALIDATING = "migrate-io-workloads";
    static final String AUTHORITY = "migrate-io-webhook-ca";

    static final String INSTALL = "Install it: kubectl apply -k manifests/base.";
    static final String APPLY_AGAIN = "Apply the manifests again: kubectl apply -k manifests/base.";

    /// A command on our own namespace.
    String kubectl(String command) {
        return "kubectl -n " + namespace + " " + command;
    }
}
