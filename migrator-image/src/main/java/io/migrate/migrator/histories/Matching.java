package io.migrate.migrator.histories;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/// Finds for each left the right one that is the same, by the strictest criterion first, so that a
/// doubtful match never takes what another has a better claim to. Each right one is used once.
///
/// Both are told apart as objects: two files may have one text, two rows the same values.
final class Matching<L, R> {
    private final IdentityHashMap<L, R> rights = new IdentityHashMap<>();
    private final Set<R> used = Collections.newSetFromMap(new IdentityHashMap<>());

    private Matching() {}

    static <L, R> Matching<L, R> of(
            List<L> lefts, List<R> rights, List<BiPredicate<L, R>> criteriaByStrictness) {
        var matching = new Matching<L, R>();
        List<L> open = lefts;
        var unused = new ArrayList<R>(rights);
        for (BiPredicate<L, R> same : criteriaByStrictness) {
            var left = new ArrayList<L>();
            for (L each : open) {
                if (!matching.match(each, unused, same)) {
                    left.add(each);
                }
            }
            open = left;
        }
        return matching;
    }

    private boolean match(L left, List<R> unused, BiPredicate<L, R> same) {
        // Both sides are nearly always in the same order: the first one is the one.
        for (int i = 0; i < unused.size(); i++) {
            if (same.test(left, unused.get(i))) {
                R right = unused.remove(i);
                rights.put(left, right);
                used.add(right);
                return true;
            }
        }
        return false;
    }

    Optional<R> of(L left) {
        return Optional.ofNullable(rights.get(left));
    }

    boolean has(L left) {
        return rights.containsKey(left);
    }

    boolean isUsed(R right) {
        return used.contains(right);
    }
}
