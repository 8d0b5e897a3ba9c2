package io.migrate.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Set;

/// The environment variables that only migrate.io sets on its containers, because they change what
/// runs in them: a JVM with the migrator, BusyBox's `cp`, or the `cp` of the application's image.
///
/// Other injectors set variables on every container of a Pod, for proxies (`HTTP_PROXY`), tracing
/// (`OTEL_…`, `DD_…`), authorities (`SSL_CERT_FILE`) or time zones (`TZ`). These stay: neither
/// program reads them, except `TZ`, which becomes the time zone of the session.
final class ClosedVariables {
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

    private static final Set<String> NAMES =
            Set.of(
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

    private ClosedVariables() {}

    /// Whether others may add this variable.
    static boolean admit(JsonNode variable) {
        String name = PodView.name(variable);
        return !NAMES.contains(name) && PREFIXES.stream().noneMatch(name::startsWith);
    }
}
