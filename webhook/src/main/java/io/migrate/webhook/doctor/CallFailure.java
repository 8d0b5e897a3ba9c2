package io.migrate.webhook.doctor;

import java.util.List;

/// A way in which API servers fail to call the webhook.
///
/// @param excerpt a part of the message of the API server, which is Go's
/// @param fix what to do
record CallFailure(String excerpt, String fix) {
    /// What to do about a failure.
    ///
    /// @param message the message of the API server
    static String fix(String message, InstallationNames names) {
        return known(names).stream()
                .filter(each -> message.contains(each.excerpt()))
                .map(CallFailure::fix)
                .findFirst()
                .orElseGet(() -> "For details: " + names.kubectl("describe pods"));
    }

    /// The failures that are known; the first that matches counts.
    private static List<CallFailure> known(InstallationNames names) {
        String blocked =
                "Something blocks the connection from the API server to TCP port 10250 of the Pods:"
                    + " the firewall of a private GKE cluster, a security group or a custom CNI"
                    + " plugin on EKS (use manifests/overlays/host-network), or a NetworkPolicy."
                    + " See docs/platforms.md.";
        return List.of(
                new CallFailure(
                        "client certificate refused",
                        "The webhook requires a client certificate (--client-ca-file). See"
                                + " docs/client-certificates.md."),
                new CallFailure(
                        "certificate has expired",
                        "To see why the certificate was not renewed: " + names.logs()),
                new CallFailure(
                        "x509: certificate is valid for",
                        "The certificate is for another host name. Correct dnsNames in"
                                + " cert-manager's Certificate, or --dns-name of serve."),
                new CallFailure(
                        "x509:",
                        "The caBundle does not verify the serving certificate. A running replica"
                                + " corrects it within seconds; if none does: "
                                + names.logs()),
                new CallFailure(
                        "no endpoints available",
                        "No replica is ready: " + names.kubectl("describe pods")),
                new CallFailure("service \"", InstallationNames.INSTALL),
                new CallFailure(
                        "connection refused",
                        "Nothing listens at that address: " + names.kubectl("get pods -o wide")),
                new CallFailure(
                        "ddress is not allowed",
                        "The API server is not allowed to call Pods, as on EKS with a custom CNI"
                                + " plugin: use manifests/overlays/host-network."),
                new CallFailure("no route to host", blocked),
                new CallFailure("i/o timeout", blocked),
                new CallFailure("deadline exceeded", blocked),
                new CallFailure("Client.Timeout", blocked));
    }
}
