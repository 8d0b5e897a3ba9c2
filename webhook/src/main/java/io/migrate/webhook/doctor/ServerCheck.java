package io.migrate.webhook.doctor;

import io.fabric8.kubernetes.client.VersionInfo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether the API server knows what we need of it.
final class ServerCheck {
    /// `matchConditions` are stable since 1.30
    /// (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-matchconditions).
    private static final int OLDEST_MINOR = 30;

    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+).*");
    private static final String SUBJECT = "API server";

    private ServerCheck() {}

    static Finding of(VersionInfo version) {
        String text = version.getGitVersion();
        Matcher parts = VERSION.matcher(text == null ? "" : text);
        if (!parts.matches()) {
            return Finding.warning(
                    CheckName.SERVER,
                    SUBJECT,
                    "says that it is version \"" + text + "\", which is none of Kubernetes'",
                    "See that it is 1." + OLDEST_MINOR + " or newer.");
        }
        boolean isOld =
                Integer.parseInt(parts.group(1)) == 1
                        && Integer.parseInt(parts.group(2)) < OLDEST_MINOR;
        return isOld
                ? Finding.error(
                        CheckName.SERVER,
                        SUBJECT,
                        "is Kubernetes " + text + "; it drops or refuses matchConditions",
                        "Upgrade to 1." + OLDEST_MINOR + " or newer.")
                : Finding.ok(CheckName.SERVER, SUBJECT, "is Kubernetes " + text);
    }
}
