package io.migrate.webhook.policy;

import io.migrate.webhook.schema.Rule;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The legal names of a kind of policy.
///
/// @param legal completes "is not …"
/// @param rule the same for the API server; `self` is the object
public record PolicyName(String legal, Rule rule) {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?";

    /// The length makes `migrate-copier-NAME` a DNS label, and the excluded prefixes keep the
    /// containers of two policies from having the same name.
    public static final PolicyName NAMESPACED =
            of(
                    "a DNS label of at most 40 characters that does not start with files- or"
                            + " copier-",
                    "self.metadata.name.matches('^%s$') && !self.metadata.name.startsWith('files-') && !self.metadata.name.startsWith('copier-')"
                            .formatted(LABEL),
                    name ->
                            Pattern.matches(LABEL, name)
                                    && !name.startsWith("files-")
                                    && !name.startsWith("copier-"));

    /// There is one policy for the whole cluster.
    public static final PolicyName CLUSTER =
            of(
                    Policies.DEFAULT,
                    "self.metadata.name == '%s'".formatted(Policies.DEFAULT),
                    Policies.DEFAULT::equals);

    private static PolicyName of(String legal, String cel, Predicate<String> admits) {
        return new PolicyName(
                legal,
                new Rule(
                        cel,
                        "metadata.name must be " + legal,
                        object -> admits.test(object.path("metadata").path("name").asText())));
    }
}
