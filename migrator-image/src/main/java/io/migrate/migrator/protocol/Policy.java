package io.migrate.migrator.protocol;

import io.migrate.migrator.url.ConnectionTarget;

import java.util.Map;
import java.util.Set;

/// What the target demands of a connection, as the driver reads its properties. Text that is not
/// known here has no answer.
record Policy(String sslMode, String channelBinding, String requiredMethods) {
    private static final Set<String> KNOWN =
            Set.of(
                    "ApplicationName",
                    "channelBinding",
                    "connectTimeout",
                    "loginTimeout",
                    "requireAuth",
                    "ssl_max_protocol_version",
                    "ssl_min_protocol_version",
                    "sslcert",
                    "sslkey",
                    "sslmode",
                    "sslrootcert",
                    "sslsni");
    private static final Set<String> MODES =
            Set.of("disable", "prefer", "require", "verify-ca", "verify-full");
    private static final Set<String> BINDINGS = Set.of("disable", "prefer", "require");

    static Policy of(ConnectionTarget target) throws Unanswered {
        if (target.hosts().size() != 1) {
            throw new Unanswered("there are several hosts");
        }
        Map<String, String> properties = target.properties();
        for (String name : properties.keySet()) {
            if (!KNOWN.contains(name)) {
                throw new Unanswered("the property " + name + " is not known");
            }
        }
        return new Policy(
                oneOf(MODES, properties, "sslmode", "prefer"),
                oneOf(BINDINGS, properties, "channelBinding", "prefer"),
                properties.getOrDefault("requireAuth", ""));
    }

    private static String oneOf(
            Set<String> values, Map<String, String> properties, String name, String standard)
            throws Unanswered {
        String value = properties.getOrDefault(name, standard);
        if (!values.contains(value)) {
            throw new Unanswered("the property " + name + " has a value that is not known");
        }
        return value;
    }

    boolean wantsTls() {
        return !sslMode.equals("disable");
    }

    boolean requiresTls() {
        return wantsTls() && !sslMode.equals("prefer");
    }

    boolean verifiesName() {
        return sslMode.equals("verify-full");
    }

    boolean bindsChannel() {
        return !channelBinding.equals("disable");
    }

    boolean requiresBinding() {
        return channelBinding.equals("require");
    }

    /// Whether `requireAuth` allows the method: a list of allowed ones, or of others with `!`.
    ///
    /// @param method `scram-sha-256`, or `none` if the server asks for no password
    boolean allows(String method) {
        String list = "," + requiredMethods + ",";
        return requiredMethods.startsWith("!")
                ? !list.contains(",!" + method + ",")
                : requiredMethods.isEmpty() || list.contains("," + method + ",");
    }
}
