package io.migrate.webhook.migration;

import io.migrate.webhook.pod.Names;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Why migrations could not be copied out of an image, by the words of the program that failed: the
/// `cp` of coreutils, of BusyBox or of another maker in the image, or that of the migrator's image.
enum CopyObstacle {
    /// The migrator's own program says itself what to do.
    EXPLAINED(""),
    NO_SPACE(" Free disk space on the Node, and delete the Pod."),
    /// A copy from before a reboot of the Node is read-only, as its folders are in the image.
    READ_ONLY_COPY(
            " Folders of an earlier copy are read-only, as they are in the image. Delete the Pod;"
                + " to prevent this, set source.container.copyMethod (or source.image.copyMethod)"
                + " to Injected in the policy."),
    UNREADABLE(
            " Make it readable for the user of the Pod in the image, or set"
                    + " securityContext.runAsUser to a user who can read it."),
    KILLED(
            " It was killed. If the Node or its limit lacks memory, give it more:"
                    + " migrator.resources in the policy."),
    /// Any other reason; the usual one is a wrong path.
    OTHER(" Check the path of the source.");

    private static final Pattern EXPLAINS = Pattern.compile("^migrate-cp: .*; ");
    private static final Pattern NO_ROOM =
            Pattern.compile("No space left on device|Disk quota exceeded");
    private static final Pattern REFUSED =
            Pattern.compile("Permission denied|Operation not permitted");
    private static final int KILL = 137;

    private final String advice;

    CopyObstacle(String advice) {
        this.advice = advice;
    }

    /// @param detail the end of the log, with lines joined by `|`
    static CopyObstacle of(int exitCode, String detail) {
        if (EXPLAINS.matcher(detail).find()) {
            return EXPLAINED;
        }
        if (NO_ROOM.matcher(detail).find()) {
            return NO_SPACE;
        }
        if (refusals(detail).anyMatch(line -> line.contains(Names.COPY_TARGET))) {
            return READ_ONLY_COPY;
        }
        if (refusals(detail).findAny().isPresent()) {
            return UNREADABLE;
        }
        return exitCode == KILL ? KILLED : OTHER;
    }

    private static Stream<String> refusals(String detail) {
        return Stream.of(detail.split(" \\| ")).filter(line -> REFUSED.matcher(line).find());
    }

    /// What to do, with a space before it, or nothing.
    String advice() {
        return advice;
    }
}
