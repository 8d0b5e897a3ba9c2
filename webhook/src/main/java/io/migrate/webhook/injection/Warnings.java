package io.migrate.webhook.injection;

import java.util.ArrayList;
import java.util.List;

/// Kubernetes' limits on warnings: one is cut after 256 characters, all together after 4,096
/// (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#response).
public final class Warnings {
    private static final int ONE = 256;
    private static final int ALL = 4096;

    /// Room for the line that says how many are missing.
    private static final int REST = 40;

    private Warnings() {}

    /// As many as fit, each cut where it must be, and how many more there are.
    public static List<String> bounded(List<String> warnings) {
        var bounded = new ArrayList<String>();
        int length = 0;
        for (String warning : warnings) {
            String line = warning.length() <= ONE ? warning : warning.substring(0, ONE - 1) + "…";
            if (length + line.length() > ALL - REST) {
                bounded.add("and %d more".formatted(warnings.size() - bounded.size()));
                break;
            }
            length += line.length();
            bounded.add(line);
        }
        return bounded;
    }
}
