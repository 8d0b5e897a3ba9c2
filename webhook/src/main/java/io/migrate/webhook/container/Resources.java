package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.pod.Quantity;
import io.migrate.webhook.policy.EffectivePolicy;
import io.migrate.webhook.settings.MigratorFields;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The resources of an injected container. They do not change what the Pod needs: its effective
/// request, the larger of the init containers' maximum and the application's sum, stays the same,
/// so does its QoS class, and every container has the requests and limits that a quota requires.
///
/// @param tree the `resources` of the container
/// @param warnings about values of the policy that are not used
public record Resources(ObjectNode tree, List<String> warnings) {
    private static final String STORAGE = "ephemeral-storage";
    private static final String PAGES = "hugepages-";

    /// The resources that decide about the QoS class, and their default amounts.
    private static final List<Kind> KINDS =
            List.of(
                    new Kind("cpu", Quantity.of("100m"), Quantity.of("1")),
                    new Kind("memory", Quantity.of("128Mi"), Quantity.of("256Mi")));

    private record Kind(String name, Quantity request, Quantity limit) {}

    private enum Qos {
        GUARANTEED,
        BURSTABLE,
        BEST_EFFORT
    }

    /// Copies the collections.
    public Resources {
        warnings = List.copyOf(warnings);
    }

    /// Returns the resources of a container that is injected into this Pod.
    public static Resources within(PodView pod, EffectivePolicy policy, Namespace namespace) {
        List<ObjectNode> given =
                policy.layers().stream()
                        .flatMap(each -> each.get(MigratorFields.RESOURCES).stream())
                        .toList();
        var within = new Within(pod, namespace, given);
        Qos qos = qos(pod.otherContainers());
        KINDS.forEach(each -> within.add(each, qos));
        within.addStorage();
        within.names().forEach(within::addDevice);
        String origin = policy.origin(MigratorFields.RESOURCES).text();
        return new Resources(
                within.tree,
                within.unused.stream()
                        .map(each -> "migrator.resources (%s): %s".formatted(origin, each))
                        .toList());
    }

    /// Builds the resources.
    ///
    /// @param given by the policy, from the weakest to the strongest
    /// @param unused what of it is not used, and why
    private record Within(
            PodView pod,
            Namespace namespace,
            List<ObjectNode> given,
            ObjectNode tree,
            List<String> unused) {
        Within(PodView pod, Namespace namespace, List<ObjectNode> given) {
            this(pod, namespace, given, JsonNodeFactory.instance.objectNode(), new ArrayList<>());
        }

        void add(Kind kind, Qos qos) {
            Amounts most = Amounts.sum(pod.containers(), kind.name());
            Amounts wanted = given(kind.name(), new Amounts(kind.request(), kind.limit()));
            Quantity request =
                    switch (qos) {
                        case GUARANTEED -> wanted.limit().min(most.limit());
                        case BURSTABLE -> wanted.request().min(most.request());
                        case BEST_EFFORT -> Quantity.ZERO;
                    };
            Quantity limit =
                    switch (qos) {
                        case GUARANTEED -> request;
                        case BURSTABLE -> wanted.limit().max(request);
                        // A positive limit alone would make the Pod Burstable; 0 means no limit.
                        case BEST_EFFORT -> Quantity.ZERO;
                    };
            // https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
            Quantity whole = Amounts.of(pod.spec(), kind.name()).limit();
            if (whole.isPositive() && limit.isPositive()) {
                limit = limit.min(whole);
                request = request.min(limit);
            }
            new Amounts(request, limit).within(namespace, kind.name()).writeTo(tree, kind.name());
        }

        /// Local storage decides nothing about the QoS class. A limit would be that of the whole
        /// Pod, by which kubelet evicts it, if the application had none:
        /// https://kubernetes.io/docs/concepts/storage/ephemeral-storage/.
        void addStorage() {
            Amounts most = Amounts.sum(pod.containers(), STORAGE);
            reportUnused("requests", most.request(), "no container of the Pod requests it");
            reportUnused("limits", most.limit(), "no container of the Pod has a limit");
            if (!most.request().isPositive() && !most.limit().isPositive()) {
                return;
            }
            Amounts wanted = given(STORAGE, most);
            Quantity limit = wanted.limit().min(most.limit());
            Quantity request = wanted.request().min(most.request());
            if (limit.isPositive()) {
                request = request.min(limit);
            }
            Amounts amounts = new Amounts(request, limit).within(namespace, STORAGE);
            tree.withObject("requests").put(STORAGE, amounts.request().text());
            if (limit.isPositive()) {
                tree.withObject("limits").put(STORAGE, amounts.limit().text());
            }
        }

        private void reportUnused(String part, Quantity most, String reason) {
            boolean isGiven =
                    given.stream()
                            .flatMap(each -> Amounts.quantity(each, part, STORAGE).stream())
                            .reduce(Quantity.ZERO, (_, stronger) -> stronger)
                            .isPositive();
            if (isGiven && !most.isPositive()) {
                unused.add(
                        "%s.%s is not used, because %s; set it there too, or remove it from the policy"
                                .formatted(part, STORAGE, reason));
            }
        }

        /// Huge pages and extended resources, whose request is their limit.
        void addDevice(String name) {
            Quantity wanted = wholePages(name, given(name, Amounts.NONE).limit());
            Amounts sum = Amounts.sum(pod.containers(), name);
            Quantity most =
                    sum.limit().isPositive()
                            ? sum.limit().min(sum.request())
                            : Amounts.of(pod.spec(), name).limit();
            if (wanted.isPositive() && !most.isPositive()) {
                unused.add(
                        "%s is not used, because no container of the Pod has it; set it there too, or remove it from the policy"
                                .formatted(name));
            }
            Quantity amount = wanted.min(most);
            if (amount.isPositive()) {
                Quantity limit = new Amounts(amount, amount).within(namespace, name).limit();
                new Amounts(limit, limit).writeTo(tree, name);
            }
        }

        /// The API server refuses a part of a page.
        private static Quantity wholePages(String name, Quantity amount) {
            if (!name.startsWith(PAGES)) {
                return amount;
            }
            BigDecimal size = Quantity.of(name.substring(PAGES.length())).value();
            BigDecimal pages = amount.value().divide(size, 0, RoundingMode.UP);
            return new Quantity(pages.multiply(size));
        }

        /// The other resources that the policy names.
        Set<String> names() {
            var names = new TreeSet<String>();
            given.forEach(each -> each.path("limits").fieldNames().forEachRemaining(names::add));
            names.remove(STORAGE);
            KINDS.forEach(each -> names.remove(each.name()));
            return names;
        }

        /// What the policy wants. A limit lowers a weaker request, a request raises a weaker limit.
        private Amounts given(String resource, Amounts builtIn) {
            Amounts wanted = builtIn;
            for (ObjectNode stronger : given) {
                Quantity limit =
                        Amounts.quantity(stronger, "limits", resource).orElse(wanted.limit());
                wanted =
                        Amounts.quantity(stronger, "requests", resource)
                                .map(request -> new Amounts(request, limit.max(request)))
                                .orElse(new Amounts(wanted.request().min(limit), limit));
            }
            return wanted;
        }
    }

    /// https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
    private static Qos qos(List<JsonNode> containers) {
        Predicate<Amounts> isNothing =
                each -> !each.request().isPositive() && !each.limit().isPositive();
        Predicate<Amounts> isFixed =
                each -> each.limit().isPositive() && each.request().compareTo(each.limit()) == 0;
        List<Amounts> all =
                containers.stream()
                        .flatMap(container ->
                                KINDS.stream().map(kind -> Amounts.of(container, kind.name())))
                        .toList();
        if (all.stream().allMatch(isNothing)) {
            return Qos.BEST_EFFORT;
        }
        return all.stream().allMatch(isFixed) ? Qos.GUARANTEED : Qos.BURSTABLE;
    }
}
