package io.migrate.webhook.settings;

import com.fasterxml.jackson.databind.JsonNode;

import io.migrate.webhook.schema.Property;
import io.migrate.webhook.schema.Rule;
import io.migrate.webhook.schema.Schema;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/// The `resources` of a container, with what the API server requires of a Pod that has them:
/// https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources
/// and https://kubernetes.io/docs/tasks/manage-hugepages/scheduling-hugepages/.
final class ResourceShapes {
    private static final Schema.StringSchema NAME =
            new Schema.StringSchema(
                    "cpu, memory, ephemeral-storage, hugepages-SIZE or an extended resource like"
                            + " example.com/device",
                    "cpu|memory|ephemeral-storage|hugepages-[1-9][0-9]*[KMGTPE]i"
                        + "|[a-z0-9]([-.a-z0-9]*[a-z0-9])?/[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?",
                    317);

    private static final Schema AMOUNTS =
            new Schema.MapSchema(NAME, new Schema.QuantitySchema(), 16);

    /// The quantities that the API server takes for integers, apart from fractions of a unit.
    private static final Pattern INTEGER =
            Pattern.compile("[0-9]+([KMGTPE]i|[kMGTPE]|[eE]\\+?[0-9]+)?");

    /// A container may not use more of these than it requests.
    private static final Rule EQUAL =
            new Rule(
                    "!has(self.requests) || self.requests.all(name, !(name.contains('/')"
                            + " || name.startsWith('hugepages-')) || (has(self.limits)"
                            + " && name in self.limits"
                            + " && string(self.limits[name]) == string(self.requests[name])))",
                    "hugepages and extended resources in requests must be in limits too, with the"
                            + " same value",
                    resources ->
                            every(
                                    resources.path("requests"),
                                    (name, amount) ->
                                            !(name.contains("/") || name.startsWith("hugepages-"))
                                                    || amount.equals(
                                                            resources
                                                                    .path("limits")
                                                                    .path(name)
                                                                    .asText())));

    private static final Rule WHOLE =
            new Rule(
                    "!has(self.limits) || self.limits.all(name, !name.contains('/')"
                            + " || quantity(string(self.limits[name])).isInteger())",
                    "extended resources must be whole numbers",
                    resources ->
                            every(
                                    resources.path("limits"),
                                    (name, amount) ->
                                            !name.contains("/")
                                                    || INTEGER.matcher(amount).matches()));

    static final Schema.ObjectSchema RESOURCES =
            new Schema.ObjectSchema(
                    List.of(
                            Property.optional(
                                    "requests",
                                    AMOUNTS,
                                    "The requested amounts; lowered to what the application"
                                            + " requests."),
                            Property.optional(
                                    "limits",
                                    AMOUNTS,
                                    "The maximum amounts. Those of cpu and memory are always set on"
                                        + " the Pod; others are lowered to the application's.")),
                    List.of(EQUAL, WHOLE));

    private ResourceShapes() {}

    private static boolean every(JsonNode amounts, BiPredicate<String, String> holds) {
        return amounts.propertyStream()
                .allMatch(each -> holds.test(each.getKey(), each.getValue().asText()));
    }
}
