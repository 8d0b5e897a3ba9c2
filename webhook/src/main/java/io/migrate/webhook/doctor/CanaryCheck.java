package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.api.model.Pod;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the API server made of the canary: the only thing that shows the whole way.
///
/// @param policy that the canary is under
record CanaryCheck(InstallationNames parts, String namespace, String policy) {
    private static final Pattern FAILED =
            Pattern.compile("failed calling webhook \"([^\"]*)\": (.*)", Pattern.DOTALL);
    private static final Pattern DENIED =
            Pattern.compile(
                    "admission webhook \"([^\"]*)\" denied the request: (.*)", Pattern.DOTALL);
    private static final String OURS = ".migrate.io";

    /// Words of a failure, which are Go's, and what helps.
    private record Cure(String words, String fix) {}

    private List<Cure> cures() {
        String logs = parts.kubectl("logs deployment/" + InstallationNames.WEBHOOK);
        String trust =
                "The caBundle does not vouch for what is served. A replica puts it right within"
                        + " seconds; if not: "
                        + logs;
        return List.of(
                new Cure("certificate has expired", "See who should have renewed it: " + logs),
                new Cure(
                        "x509: certificate is valid for",
                        "The certificate names another host; see the dnsNames of cert-manager's"
                                + " Certificate, or --name of serve."),
                new Cure("x509:", trust),
                new Cure(
                        "no endpoints available",
                        "No replica is ready: " + parts.kubectl("describe pods")),
                new Cure("service \"", InstallationNames.INSTALL),
                new Cure(
                        "connection refused",
                        "Nothing listens there: " + parts.kubectl("get pods -o wide")),
                new Cure(
                        "ddress is not allowed",
                        "The API server may not call Pods, as on EKS"
                                + " with a CNI of your own: use manifests/overlays/host-network."),
                new Cure("no route to host", blocked()),
                new Cure("i/o timeout", blocked()),
                new Cure("deadline exceeded", blocked()),
                new Cure("Client.Timeout", blocked()));
    }

    private static String blocked() {
        return "Something is between the API server and TCP port 10250 of the Pods: the firewall of"
                + " a private GKE cluster, a security group or a CNI of your own on EKS (use"
                + " manifests/overlays/host-network), a NetworkPolicy. See docs/platforms.md.";
    }

    /// It was admitted.
    Finding admitted(Pod pod) {
        String container = "migrate-" + policy;
        boolean isInjected =
                pod.getSpec().getInitContainers().stream()
                        .anyMatch(each -> each.getName().equals(container));
        return isInjected
                ? Finding.ok(
                        CheckName.CANARY,
                        subject(),
                        "admits an annotated Pod with its migration, under policy " + policy)
                : Finding.error(
                        CheckName.CANARY,
                        subject(),
                        "admits an annotated Pod without its migration",
                        "See whether the namespace has the label migrate.io/injection: disabled,"
                                + " and what the selectors of "
                                + InstallationNames.MUTATING
                                + " leave out.");
    }

    /// It was not, or nobody knows.
    ///
    /// @param words the API server's
    Finding refused(String words) {
        Matcher failed = FAILED.matcher(words);
        if (failed.find()) {
            return failed.group(1).endsWith(OURS)
                    ? Finding.error(
                            CheckName.CANARY,
                            subject(),
                            "admits no annotated Pod, as the API server fails to call the webhook: "
                                    + failed.group(2),
                            cures().stream()
                                    .filter(each -> failed.group(2).contains(each.words()))
                                    .map(Cure::fix)
                                    .findFirst()
                                    .orElse("See " + parts.kubectl("describe pods") + "."))
                    : elsewhere(words);
        }
        Matcher denied = DENIED.matcher(words);
        if (denied.find() && denied.group(1).endsWith(OURS)) {
            return Finding.warning(
                    CheckName.CANARY,
                    subject(),
                    "has a webhook that answers, and refuses the canary: " + denied.group(2),
                    "If Pods of yours are refused in the same words, mend policy "
                            + policy
                            + ". If not, the canary is only too unlike them.");
        }
        return elsewhere(words);
    }

    private Finding elsewhere(String words) {
        return Finding.unknown(CheckName.CANARY, subject(), words);
    }

    private String subject() {
        return "Namespace/" + namespace;
    }
}
