package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks that the API server supports what the manifests use.
final class ServerCheck implements Check {
    /// `matchConditions` are stable since 1.30
    /// (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-matchconditions).
    private static final int OLDEST_MINOR = 30;

    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+).*");
    private static final String SUBJECT = "API server";

    @Override
    public String name() {
        return "server";
    }

    @Override
    public String verifies() {
        return "the API server responds, and runs Kubernetes 1.30 or newer";
    }

    @Override
    public List<Finding> run(Cluster cluster) {
        try {
            return List.of(check(cluster.version()));
        } catch (KubernetesClientException e) {
            return List.of(
                    error(
                            cluster.url(),
                            "does not respond: " + Lookup.message(e),
                            "Specify the cluster with --kubeconfig and --context."));
        }
    }

    private Finding check(VersionInfo version) {
        String text = version.getGitVersion();
        Matcher parts = VERSION.matcher(text == null ? "" : text);
        if (!parts.matches()) {
            return warning(
                    SUBJECT,
                    "reports version \"" + text + "\", which is not a Kubernetes version",
                    "Check that it is 1." + OLDEST_MINOR + " or newer.");
        }
        boolean isOld =
                Integer.parseInt(parts.group(1)) == 1
                        && Integer.parseInt(parts.group(2)) < OLDEST_MINOR;
        return isOld
                ? error(
                        SUBJECT,
                        "runs Kubernetes " + text + ", which drops or rejects matchConditions",
                        "Upgrade to 1." + OLDEST_MINOR + " or newer.")
                : ok(SUBJECT, "runs Kubernetes " + text);
    }
}
