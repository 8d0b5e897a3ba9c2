package io.migrate.migrator.histories;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/// Finds for each left the right one that is the same, by the strictest criterion first, so that a
/// doubtful match never takes what another has a better claim to. Each right one is used once.
final class Matching {
    private Matching() {}

    static <L, R> Map<L, R> of(
            List<L> lefts, List<R> rights, List<BiPredicate<L, R>> criteriaByStrictness) {
        var matches = new LinkedHashMap<L, R>();
        var unused = new ArrayList<R>(rights);
        var open = new ArrayList<L>(lefts);
        for (BiPredicate<L, R> same : criteriaByStrictness) {
            for (L left : List.copyOf(open)) {
                if (unused.isEmpty()) {
                    return matches;
                }
                // Both sides are nearly always in the same order: the first one is the one.
                for (int i = 0; i < unused.size(); i++) {
                    if (same.test(left, unused.get(i))) {
                        matches.put(left, unused.remove(i));
                        open.remove(left);
                        break;
                    }
                }
            }
        }
        return matches;
    }
}
