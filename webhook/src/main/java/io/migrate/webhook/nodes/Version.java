package io.migrate.webhook.nodes;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// The first two numbers of a version, such as `v1.36.1-gke.100` or `2.2.2+bottlerocket`.
record Version(int major, int minor) implements Comparable<Version> {
    private static final Pattern TEXT = Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})(\\D.*)?");

    private static final Comparator<Version> ORDER =
            Comparator.comparingInt(Version::major).thenComparingInt(Version::minor);

    /// Returns the version; empty if the text is none.
    static Optional<Version> of(String text) {
        var found = TEXT.matcher(text);
        return found.matches()
                ? Optional.of(
                        new Version(
                                Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))))
                : Optional.empty();
    }

    /// Whether the text is a version that is not older than this one.
    boolean isReachedBy(String text) {
        return of(text).filter(each -> each.compareTo(this) >= 0).isPresent();
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
