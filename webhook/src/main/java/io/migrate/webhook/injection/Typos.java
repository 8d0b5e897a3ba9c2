package io.migrate.webhook.injection;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the known word that a misspelled word probably means.
final class Typos {
    private static final int NEAR = 2;

    private Typos() {}

    /// Returns the closest known word within two insertions, deletions or replacements.
    static Optional<String> meant(String word, Collection<String> known) {
        return known.stream()
                .filter(each -> distance(word, each) <= NEAR)
                .min(
                        Comparator.<String>comparingInt(each -> distance(word, each))
                                .thenComparing(each -> each));
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
