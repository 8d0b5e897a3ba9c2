package io.migrate.migrator.histories;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

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

    /// When two elements are a pair.
    ///
    /// @param applies whether a left element can have a partner by this criterion: without that
    ///   question, each would be compared with all others
    record Criterion<L, R>(Predicate<L> applies, BiPredicate<L, R> matches) {
        /// A criterion by which every left element can have a partner.
        static <L, R> Criterion<L, R> forAll(BiPredicate<L, R> matches) {
            return new Criterion<>(_ -> true, matches);
        }
    }

    static <L, R> Matching<L, R> of(
            List<L> lefts, List<R> rights, List<Criterion<L, R>> criteriaByStrictness) {
        var matching = new Matching<L, R>(rights);
        List<L> open = lefts;
        for (Criterion<L, R> criterion : criteriaByStrictness) {
            open = open.stream().filter(each -> !matching.match(each, criterion)).toList();
        }
        return matching;
    }

    private boolean match(L left, Criterion<L, R> criterion) {
        if (!criterion.applies().test(left)) {
            return false;
        }
        // Both lists are nearly always in the same order, so the first element usually matches.
        for (int i = 0; i < unmatched.size(); i++) {
            if (criterion.matches().test(left, unmatched.get(i))) {
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
