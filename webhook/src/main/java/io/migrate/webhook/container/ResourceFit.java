package io.migrate.webhook.container;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.migrate.webhook.pod.PodView;
import io.migrate.webhook.pod.Quantity;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Fits what a policy wants, or the built-in amounts, into a Pod and its namespace.
///
/// @param given by the policy, from the weakest to the strongest
/// @param unused what of it is not used, and why
record ResourceFit(
        PodView pod,
        Namespace namespace,
        List<ObjectNode> given,
        ObjectNode tree,
        List<String> unused) {
    private static final String STORAGE = "ephemeral-storage";
    private static final String PAGES = "hugepages-";

    ResourceFit(PodView pod, Namespace namespace, List<ObjectNode> given) {
        this(pod, namespace, given, JsonNodeFactory.instance.objectNode(), new ArrayList<>());
    }

    void add(ResourceKind kind, Qos qos) {
        Amounts most = Amounts.sum(pod.containers(), kind.name());
        Amounts usual = qos == Qos.BURSTABLE ? kind.in(namespace, most.limit()) : kind.amounts();
        Amounts wanted = given(kind.name(), usual);
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
        Amounts fitting = new Amounts(request, limit);
        Amounts amounts = fitting.within(namespace, kind.name());
        amounts.writeTo(tree, kind.name());
        if (qos == Qos.BEST_EFFORT && LimitRange.hasDefaults(namespace)) {
            // A template of a workload: its Pods get the defaults, and are not BestEffort.
            return;
        }
        report(kind.name(), qos, wanted, fitting, amounts);
    }

    /// Local storage decides nothing about the QoS class. A limit would be that of the whole Pod,
    /// by which kubelet evicts it, if the application had none:
    /// https://kubernetes.io/docs/concepts/storage/ephemeral-storage/.
    void addStorage() {
        Amounts most = Amounts.sum(pod.containers(), STORAGE);
        Amounts wanted = given(STORAGE, most);
        Quantity limit = wanted.limit().min(most.limit());
        Quantity request = wanted.request().min(most.request());
        if (limit.isPositive()) {
            request = request.min(limit);
        }
        Amounts amounts = new Amounts(request, limit).within(namespace, STORAGE);
        if (most.request().isPositive() || most.limit().isPositive()) {
            tree.withObject("requests").put(STORAGE, amounts.request().text());
        }
        if (limit.isPositive()) {
            tree.withObject("limits").put(STORAGE, amounts.limit().text());
        }
        var written = new Amounts(amounts.request(), limit.isPositive() ? amounts.limit() : limit);
        report(STORAGE, Qos.BURSTABLE, wanted, new Amounts(request, limit), written);
    }

    /// Warns about amounts that are not those that the policy wants.
    ///
    /// @param fitting what fits the Pod
    /// @param amounts what fits the namespace too
    private void report(
            String resource, Qos qos, Amounts wanted, Amounts fitting, Amounts amounts) {
        report("requests", resource, qos, wanted.request(), fitting.request(), amounts.request());
        report("limits", resource, qos, wanted.limit(), fitting.limit(), amounts.limit());
    }

    private void report(
            String part,
            String resource,
            Qos qos,
            Quantity wanted,
            Quantity fitting,
            Quantity amount) {
        boolean isGiven = given.stream().anyMatch(each -> each.path(part).has(resource));
        if (!isGiven || wanted.compareTo(amount) == 0) {
            return;
        }
        String reason =
                fitting.compareTo(amount) == 0
                        ? reason(qos, amount)
                        : "a LimitRange of the namespace requires it";
        unused.add(
                amount.isPositive()
                        ? "%s.%s is %s instead of %s, because %s"
                                .formatted(part, resource, amount.text(), wanted.text(), reason)
                        : "%s.%s %s is not used, because %s; set it on a container too, or remove it from the policy"
                                .formatted(part, resource, wanted.text(), reason));
    }

    private static String reason(Qos qos, Quantity amount) {
        return switch (qos) {
            case BEST_EFFORT -> "the Pod is BestEffort, and a migration does not change that";
            case GUARANTEED -> "the Pod is Guaranteed, and a migration does not raise its limits";
            case BURSTABLE ->
                    amount.isPositive()
                            ? "the containers of the Pod have no more, and a migration adds nothing"
                            : "no container of the Pod has it";
        };
    }

    /// Huge pages and extended resources, whose request is their limit.
    void addDevice(String name) {
        Quantity wanted = wholePages(name, given(name, Amounts.NONE).limit());
        Amounts sum = Amounts.sum(pod.containers(), name);
        Quantity most =
                sum.limit().isPositive()
                        ? sum.limit().min(sum.request())
                        : Amounts.of(pod.spec(), name).limit();
        Quantity fitting = wanted.min(most);
        Quantity amount = fitting;
        if (fitting.isPositive()) {
            amount = new Amounts(fitting, fitting).within(namespace, name).limit();
            new Amounts(amount, amount).writeTo(tree, name);
        }
        report("limits", name, Qos.BURSTABLE, wanted, fitting, amount);
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
        ResourceKind.ALL.forEach(each -> names.remove(each.name()));
        return names;
    }

    /// What the policy wants. A limit lowers a weaker request, a request raises a weaker limit.
    private Amounts given(String resource, Amounts builtIn) {
        Amounts wanted = builtIn;
        for (ObjectNode stronger : given) {
            Quantity limit = Amounts.quantity(stronger, "limits", resource).orElse(wanted.limit());
            wanted =
                    Amounts.quantity(stronger, "requests", resource)
                            .map(request -> new Amounts(request, limit.max(request)))
                            .orElse(new Amounts(wanted.request().min(limit), limit));
        }
        return wanted;
    }
}
