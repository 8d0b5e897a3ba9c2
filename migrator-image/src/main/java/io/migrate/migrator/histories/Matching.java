package io.migrate.migrator.histories;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// Pairs the elements of two lists. The strictest criterion is applied to all of them first, so
/// that a weak match never takes an element that has a stronger one. Each element is used once.
///
/// Elements are compared by identity: two files may have the same text, two rows the same values.
final class Matching<L, R> {
    private final IdentityHashMap<L, R> pairs = new IdentityHashMap<>();
    private final List<R> unmatched;

    private Matching(List<R> rights) {
        unmatched = new ArrayList<>(rights);
    }

    static <L, R> Matching<L, R> of(
            List<L> lefts, List<R> rights, List<BiPredicate<L, R>> criteriaByStrictness) {
        var matching = new Matching<L, R>(rights);
        List<L> open = lefts;
        for (BiPredicate<L, R> criterion : criteriaByStrictness) {
            open = open.stream().filter(each -> !matching.match(each, criterion)).toList();
        }
        return matching;
    }

    private boolean match(L left, BiPredicate<L, R> criterion) {
        // Both lists are nearly always in the same order, so the first element usually matches.
        for (int i = 0; i < unmatched.size(); i++) {
            if (criterion.test(left, unmatched.get(i))) {
                pairs.put(left, unmatched.remove(i));
                return true;
            }
        }
        return false;
    }

    /// The partner of a left element.
    Optional<R> of(L left) {
        return Optional.ofNullable(pairs.get(left));
    }

    /// Returns whether a left element has a partner.
    boolean has(L left) {
        return pairs.containsKey(left);
    }

    /// The right elements without a partner, in their order.
    List<R> unmatched() {
        return List.copyOf(unmatched);
    }
}
