package io.migrate.webhook.grammar;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The environment variables that only migrate.io sets on its containers, because they change what
/// runs in them: a JVM with the migrator, the migrator's `cp`, or the `cp` of the application's
/// image.
///
/// Other injectors set variables on every container of a Pod, for proxies (`HTTP_PROXY`), tracing
/// (`OTEL_…`, `DD_…`), authorities (`SSL_CERT_FILE`) or time zones (`TZ`). These stay: neither
/// program reads them, except `TZ`, which becomes the time zone of the session. Policies may set
/// the same variables on the migrator.
public final class ClosedVariables {
    private static final List<String> PREFIXES =
            List.of(
                    // Settings of the migrator, its database and the library that it uses.
                    "MIGRATE_",
                    "DATABASE_URL",
                    "PG",
                    "FLYWAY_",
                    // Options of the JVM: JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, _JAVA_OPTIONS.
                    "JAVA_",
                    "JDK_",
                    "_JAVA_",
                    // Libraries that the dynamic loader loads instead (ld.so(8)).
                    "LD_",
                    // Java decodes file names by LC_ALL, which the migrator's image sets.
                    "LC_",
                    // A script that runs first (BASH_ENV), functions instead of programs.
                    "BASH_");

    private static final List<String> NAMES =
            List.of(
                    // Which `cp` runs.
                    "PATH",
                    // Where the driver looks for certificates and passwords.
                    "HOME",
                    // Modules and locales that the C library loads.
                    "GCONV_PATH",
                    "LOCPATH",
                    // Commands in the tracing of a shell, if `cp` is a script.
                    "SHELLOPTS",
                    "PS4",
                    // Which server the database's host name means (resolv.conf(5), hostname(7)).
                    "HOSTALIASES",
                    "LOCALDOMAIN",
                    "RES_OPTIONS");

    /// Those that migrate.io sets itself, and others may set on containers without them.
    private static final List<String> OWN = List.of("POD_NAME", "POD_NAMESPACE");

    private ClosedVariables() {}

    /// Whether others may add a variable with this name.
    public static boolean admit(String name) {
        return !NAMES.contains(name) && PREFIXES.stream().noneMatch(name::startsWith);
    }

    /// The names that policies cannot set, for people.
    static String text() {
        return Stream.concat(
                        PREFIXES.stream().map(each -> each + "*"),
                        Stream.concat(NAMES.stream(), OWN.stream()))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /// A regular expression for the names that policies cannot set. In a policy, the case does not
    /// count: `path` is more likely a mistake than another variable.
    public static String names() {
        return Stream.concat(
                        PREFIXES.stream().map(each -> each + ".*"),
                        Stream.concat(NAMES.stream(), OWN.stream()))
                .collect(Collectors.joining("|", "(?i:", ")"));
    }

    /// A regular expression for what becomes such a name if something is appended.
    static String beginnings() {
        return Stream.concat(
                        PREFIXES.stream().map(each -> beginnings(each, ".*")),
                        Stream.concat(NAMES.stream(), OWN.stream())
                                .map(each -> beginnings(each, "")))
                .collect(Collectors.joining("|", "(?i:", ")"));
    }

    /// For `PATH`: `P(A(T(H)?)?)?`.
    private static String beginnings(String word, String end) {
        String pattern = word.charAt(word.length() - 1) + end;
        for (int i = word.length() - 2; i >= 0; i--) {
            pattern = word.charAt(i) + "(" + pattern + ")?";
        }
        return pattern;
    }
}
