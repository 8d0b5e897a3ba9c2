package io.migrate.webhook.injection;

import java.util.ArrayList;
import java.util.List;

/// Kubernetes' limits on warnings: 256 characters each and 4,096 in total
/// (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#response).
public final class Warnings {
    private static final int ONE = 256;
    private static final int ALL = 4096;

    /// Reserved for the line with the number of omitted warnings.
    private static final int REST = 40;

    private Warnings() {}

    /// Returns the warnings that fit, truncated where necessary, and the number of omitted ones.
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
