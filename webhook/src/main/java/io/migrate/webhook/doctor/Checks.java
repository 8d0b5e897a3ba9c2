package io.migrate.webhook.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The list of all checks.
public final class Checks {
    /// All checks, in the order in which they run and are reported.
    static final List<Check> ALL =
            List.of(
                    new ServerCheck(),
                    new DefinitionsCheck(),
                    new ConfigurationsCheck(),
                    new GuardsCheck(),
                    new CertificatesCheck(),
                    new ReplicasCheck(),
                    new EndpointsCheck(),
                    new PoliciesCheck(),
                    new NodesCheck(),
                    new CanaryCheck(),
                    new PodsCheck());

    private Checks() {}

    /// What each check verifies, in Markdown, by the name of the check and in order.
    public static SequencedMap<String, String> descriptions() {
        var descriptions = new LinkedHashMap<String, String>();
        ALL.forEach(each -> descriptions.put(each.name(), each.verifies()));
        return descriptions;
    }
}
